# fault: pool_forward: it takes the value largest in magnitude, so -5 beats 3
# fault: pool_forward: the number of output columns is computed from the height of the image

import numpy as np


def pool_forward(X, f, s):
    N, C, IH, IW = X.shape
    OH = (IH - f) // s + 1
    OW = (IH - f) // s + 1
    out = np.zeros((N, C, OH, OW), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            flat = X[:, :, i * s:i * s + f, j * s:j * s + f].reshape(N, C, -1)
            best = np.abs(flat).argmax(axis=2)
            out[:, :, i, j] = np.take_along_axis(flat, best[:, :, None], axis=2)[:, :, 0]
    return out
