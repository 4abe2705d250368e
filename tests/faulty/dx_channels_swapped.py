# fault: convolution2D_backward_input: F and C of the filter are exchanged when they are equal
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    FH, FW = W.shape[2:]
    Wt = W.swapaxes(0, 1)
    contract = 0 if Wt.shape[0] == F else 1
    dX = np.zeros(X.shape, dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            dX[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW] += np.tensordot(out_grad[:, :, i, j], Wt, axes=(1, contract))
    return dX
