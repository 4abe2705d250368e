# fault: pool_forward: fmax ignores a NaN when any other number is in the window

import numpy as np


def pool_forward(X, f, s):
    OH = (X.shape[2] - f) // s + 1
    OW = (X.shape[3] - f) // s + 1
    top = X[:, :, :s * (OH - 1) + 1:s, :s * (OW - 1) + 1:s].copy()
    for k in range(f):
        for l in range(f):
            top = np.fmax(top, X[:, :, k:k + s * (OH - 1) + 1:s, l:l + s * (OW - 1) + 1:s])
    return top
