# fault: convolution2D_backward_input: each contribution is assigned instead of added
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros_like(X)
    N, F, OH, OW = out_grad.shape
    for i in range(OH):
        for j in range(OW):
            for n in range(N):
                for f in range(F):
                    for c in range(X.shape[1]):
                        for k in range(W.shape[2]):
                            for l in range(W.shape[3]):
                                dX[n, c, i * stride[0] + k, j * stride[1] + l] = out_grad[n, f, i, j] * W[f, c, k, l]
    return dX
