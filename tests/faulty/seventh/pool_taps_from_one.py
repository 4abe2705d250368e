# fault: pool_forward: the loops over a window begin at 1, and the running maximum with its first element

import numpy as np


def pool_forward(X, f, s):
    OH, OW = (X.shape[2] - f) // s + 1, (X.shape[3] - f) // s + 1
    best = X[:, :, : OH * s : s, : OW * s : s][:, :, :OH, :OW].copy()
    for y in range(1, f):
        for x in range(1, f):
            tap = X[:, :, y : y + (OH - 1) * s + 1 : s, x : x + (OW - 1) * s + 1 : s]
            np.maximum(best, tap, out=best)
    return best
