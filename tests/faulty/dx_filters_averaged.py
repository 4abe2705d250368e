# fault: convolution2D_backward_input: the mean over the filters is taken instead of the sum
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    FH, FW = W.shape[2:]
    dX = np.zeros(X.shape, dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            g = out_grad[:, :, i, j][:, :, None, None, None]
            dX[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW] += np.mean(g * W, axis=1)
    return dX
