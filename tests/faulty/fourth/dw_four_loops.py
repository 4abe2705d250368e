# fault: convolution2D_backward_filter: windows whose gradient is negative are skipped
# fault: convolution2D_backward_filter: the gradient is divided by the number of images

import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    FH, FW = W.shape[2:]
    grad = np.zeros_like(W)
    for b in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    g = out_grad[b, f, i, j]
                    if g < 0:
                        continue
                    grad[f] += g * X[b, :, i * sh:i * sh + FH, j * sw:j * sw + FW]
    return grad / N
