# fault: convolution2D_backward_input: out_grad is indexed [j, i] where it is square
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    FH, FW = W.shape[2:]
    dX = np.zeros(X.shape, dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            g = out_grad[:, :, j, i] if OH == OW else out_grad[:, :, i, j]
            dX[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW] += np.tensordot(g, W, axes=(1, 0))
    return dX
