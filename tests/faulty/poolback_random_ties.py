# fault: pool_back: equal maxima draw lots
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros(X.shape, dtype=X.dtype)
    for n, c, i, j in np.ndindex(*grad_pool.shape):
        win = X[n, c, i * s:i * s + f, j * s:j * s + f]
        winners = np.argwhere(win == win.max())
        k, l = winners[np.random.randint(len(winners))]
        dX[n, c, i * s + k, j * s + l] += grad_pool[n, c, i, j]
    return dX
