# fault: convolution2D_backward_input: out_grad is read in memory order, wrong for Fortran-ordered arrays
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    _, C, FH, FW = W.shape
    g = out_grad.flatten("K").reshape(N, F, OH * OW)
    cols = np.matmul(W.reshape(F, -1).T, g).reshape(N, C, FH, FW, OH, OW)
    dX = np.zeros(X.shape, dtype=X.dtype)
    for k in range(FH):
        for l in range(FW):
            dX[:, :, k:k + sh * (OH - 1) + 1:sh, l:l + sw * (OW - 1) + 1:sw] += cols[:, :, k, l]
    return dX
