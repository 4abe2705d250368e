# fault: pool_back: maxima are compared with np.isclose, near ties count as ties
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros(X.shape, dtype=X.dtype)
    for n, c, i, j in np.ndindex(*grad_pool.shape):
        win = X[n, c, i * s:i * s + f, j * s:j * s + f]
        ys, xs = np.nonzero(np.isclose(win, win.max(), rtol=1e-2))
        dX[n, c, i * s + ys[0], j * s + xs[0]] += grad_pool[n, c, i, j]
    return dX
