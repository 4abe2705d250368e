# fault: pool_forward: the maxima are written over the top left of the input
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    OH, OW = 1 + (H - f) // s, 1 + (W - f) // s
    for i in range(OH):
        for j in range(OW):
            X[:, :, i, j] = X[:, :, i * s:i * s + f, j * s:j * s + f].max(axis=(2, 3))
    return X[:, :, :OH, :OW].copy()
