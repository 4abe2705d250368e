# fault: convolution2D_backward_input: all images get the gradient of the first image
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    FH, FW = W.shape[2:]
    dX = np.zeros(X.shape, dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            for f in range(F):
                dX[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW] += out_grad[0, f, i, j] * W[f]
    return dX
