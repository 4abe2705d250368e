# fault: pool_back: the last of equal maxima gets the gradient
# fault: pool_back: the result is always float64
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros(X.shape)
    for n, c, i, j in np.ndindex(*grad_pool.shape):
        best, where = X[n, c, i * s, j * s], (0, 0)
        for k in range(f):
            for l in range(f):
                v = X[n, c, i * s + k, j * s + l]
                if v >= best or np.isnan(v):
                    best, where = v, (k, l)
        dX[n, c, i * s + where[0], j * s + where[1]] += grad_pool[n, c, i, j]
    return dX
