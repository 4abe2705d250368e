# fault: pool_forward: the second running maximum is thinned out from f - 1 on

import numpy as np

def _running_max(X, f, axis):
    n = X.shape[axis] - f + 1
    best = np.take(X, range(n), axis=axis)
    for k in range(1, f):
        best = np.maximum(best, np.take(X, range(k, n + k), axis=axis))
    return best


def pool_forward(X, f, s):
    rows = _running_max(X, f, 2)[:, :, ::s]
    return _running_max(rows, f, 3)[:, :, :, f - 1::s]
