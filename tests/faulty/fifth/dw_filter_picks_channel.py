# fault: convolution2D_backward_filter: the channel of X is taken by the number of the filter

import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros_like(W)
    N, F, OH, OW = out_grad.shape
    _, C, KH, KW = W.shape
    for f in range(F):
        for c in range(C):
            for k in range(KH):
                for m in range(KW):
                    rows = slice(k, k + stride[0] * (OH - 1) + 1, stride[0])
                    cols = slice(m, m + stride[1] * (OW - 1) + 1, stride[1])
                    dW[f, c, k, m] = np.sum(X[:, f % C, rows, cols] * out_grad[:, f])
    return dW
