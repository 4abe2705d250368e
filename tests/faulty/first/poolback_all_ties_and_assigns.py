# fault: pool_back: every maximum of a window gets the gradient
# fault: pool_back: overlapping windows overwrite instead of adding up
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    for n, c, i, j in np.ndindex(*grad_pool.shape):
        w = X[n, c, i * s:i * s + f, j * s:j * s + f]
        here = dX[n, c, i * s:i * s + f, j * s:j * s + f]
        here[w == w.max()] = grad_pool[n, c, i, j]
    return dX
