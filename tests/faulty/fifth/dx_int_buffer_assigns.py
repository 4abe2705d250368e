# fault: convolution2D_backward_input: dX is an array of integers
# fault: convolution2D_backward_input: overlapping windows are assigned and not added

import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    KH, KW = W.shape[2:]
    dX = np.zeros(X.shape, dtype=np.int64)
    for n in range(N):
        for i in range(OH):
            for j in range(OW):
                g = np.tensordot(out_grad[n, :, i, j], W, axes=1)
                dX[n, :, i * sh:i * sh + KH, j * sw:j * sw + KW] = g
    return dX
