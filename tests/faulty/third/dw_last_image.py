# fault: convolution2D_backward_filter: The contribution of an image overwrites that of the image before, so only the last image counts.
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    F, C, FH, FW = W.shape
    N, _, OH, OW = out_grad.shape
    dW = np.zeros(W.shape, dtype=X.dtype)
    for n in range(N):
        for f in range(F):
            for r in range(C):
                for k in range(FH):
                    for l in range(FW):
                        acc = 0.0
                        for i in range(OH):
                            for j in range(OW):
                                acc += out_grad[n, f, i, j] * X[n, r, i * stride[0] + k, j * stride[1] + l]
                        dW[f, r, k, l] = acc
    return dW
