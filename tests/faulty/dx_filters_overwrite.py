# fault: convolution2D_backward_input: each filter overwrites the contribution of the one before
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    _, C, FH, FW = W.shape
    for f in range(F):
        dX = np.zeros(X.shape, dtype=X.dtype)
        for i in range(OH):
            for j in range(OW):
                dX[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW] += out_grad[:, f, i, j].reshape(N, 1, 1, 1) * W[f]
    return dX
