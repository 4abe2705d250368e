# fault: pool_back: a pixel that wins in several overlapping windows keeps only the last gradient
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros(X.shape, dtype=X.dtype)
    for idx in np.ndindex(*grad_pool.shape):
        n, c, i, j = idx
        win = X[n, c, i * s:i * s + f, j * s:j * s + f]
        k, l = np.unravel_index(win.argmax(), win.shape)
        dX[n, c, i * s + k, j * s + l] = grad_pool[idx]
    return dX
