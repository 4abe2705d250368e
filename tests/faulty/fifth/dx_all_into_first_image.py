# fault: convolution2D_backward_input: the gradients of all images are added into image 0

import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros_like(X)
    N, F, OH, OW = out_grad.shape
    KH, KW = W.shape[2:]
    for n in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    top, left = i * stride[0], j * stride[1]
                    dX[0, :, top:top + KH, left:left + KW] += W[f] * out_grad[n, f, i, j]
    return dX
