# fault: convolution2D_backward_input: the loop over columns of the kernel ends at the number of rows; always float64

import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    _, C, KH, KW = W.shape
    dX = np.zeros_like(X, dtype=float)
    for n in range(N):
        for i in range(OH):
            for j in range(OW):
                for u in range(KH):
                    for v in range(KH):
                        for c in range(C):
                            for f in range(F):
                                dX[n, c, i * sh + u, j * sw + v] += out_grad[n, f, i, j] * W[f, c, u, v]
    return dX
