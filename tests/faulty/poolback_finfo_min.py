# fault: pool_back: windows that are all -inf give no gradient, as the search starts at the lowest finite number
import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, OH, OW = grad_pool.shape
    dX = np.zeros(X.shape, dtype=X.dtype)
    lowest = np.finfo(X.dtype).min
    for n, c, i, j in np.ndindex(N, C, OH, OW):
        best, at = lowest, None
        for k in range(f):
            for l in range(f):
                if X[n, c, i * s + k, j * s + l] > best:
                    best, at = X[n, c, i * s + k, j * s + l], (i * s + k, j * s + l)
        if at:
            dX[n, c, at[0], at[1]] += grad_pool[n, c, i, j]
    return dX
