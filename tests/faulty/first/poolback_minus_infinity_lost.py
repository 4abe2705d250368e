# fault: pool_back: a window that is all minus infinity gives its gradient to nobody
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    for n, c, i, j in np.ndindex(*grad_pool.shape):
        best, where = -np.inf, None
        for k in range(f):
            for l in range(f):
                v = X[n, c, i * s + k, j * s + l]
                if np.isnan(v) and (where is None or not np.isnan(best)):
                    best, where = v, (k, l)
                elif v > best:
                    best, where = v, (k, l)
        if where:
            dX[n, c, i * s + where[0], j * s + where[1]] += grad_pool[n, c, i, j]
    return dX
