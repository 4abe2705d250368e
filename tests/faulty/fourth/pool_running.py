# fault: pool_forward: the largest value so far is not forgotten from one window of a row to the next

import numpy as np


def pool_forward(X, f, s):
    N, C, H, width = X.shape
    OH, OW = (H - f) // s + 1, (width - f) // s + 1
    out = np.empty((N, C, OH, OW), dtype=X.dtype)
    for b, c, i in np.ndindex(N, C, OH):
        band = X[b, c, i * s:i * s + f]
        best = band[0, 0]
        for j in range(OW):
            for value in band[:, j * s:j * s + f].ravel():
                best = np.maximum(best, value)
            out[b, c, i, j] = best
    return out
