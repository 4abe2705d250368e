# fault: convolution2D_backward_filter: slices of rows lack their + 1

import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    H, Wd = X.shape[2:]
    F, C, KH, KW = W.shape
    dW = np.zeros((F, C, KH, KW), dtype=W.dtype)
    for f in range(F):
        g = out_grad[:, f][:, None]
        for u in range(KH):
            for v in range(KW):
                part = X[:, :, u:H - KH + u:stride[0], v:Wd - KW + v + 1:stride[1]]
                dW[f, :, u, v] = (part * g).sum(axis=(0, 2, 3))
    return dW
