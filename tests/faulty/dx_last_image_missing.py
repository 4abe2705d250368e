# fault: convolution2D_backward_input: the loop over the batch stops one short if there are several images
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    FH, FW = W.shape[2:]
    dX = np.zeros(X.shape, dtype=X.dtype)
    for n in range(0, max(N - 1, 1)):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    dX[n, :, i * sh:i * sh + FH, j * sw:j * sw + FW] += out_grad[n, f, i, j] * W[f]
    return dX
