# fault: convolution2D_backward_input: uncovered pixels are put at the top left instead of the bottom right
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    _, C, FH, FW = W.shape
    dX = np.zeros(X.shape, dtype=X.dtype)
    top = X.shape[2] - ((OH - 1) * sh + FH)
    left = X.shape[3] - ((OW - 1) * sw + FW)
    for i in range(OH):
        for j in range(OW):
            y, x = top + i * sh, left + j * sw
            dX[:, :, y:y + FH, x:x + FW] += np.tensordot(out_grad[:, :, i, j], W, axes=(1, 0))
    return dX
