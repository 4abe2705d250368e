# fault: pool_back: equal maxima share the gradient, overlapping windows overwrite
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    for n, c, i, j in np.ndindex(*grad_pool.shape):
        w = X[n, c, i * s:i * s + f, j * s:j * s + f]
        m = w == w.max()
        if m.any():
            dX[n, c, i * s:i * s + f, j * s:j * s + f][m] = grad_pool[n, c, i, j] / m.sum()
    return dX
