# fault: pool_back: the maximum of the whole plane decides which pixel of a window gets its gradient

import numpy as np


def pool_back(grad_pool, X, f, s):
    dx = np.zeros_like(X)
    for n, c, i, j in np.ndindex(*grad_pool.shape):
        win = X[n, c, i * s:i * s + f, j * s:j * s + f]
        hit = np.argwhere(win == X[n, c].max())
        if len(hit):
            dx[n, c, i * s + hit[0, 0], j * s + hit[0, 1]] += grad_pool[n, c, i, j]
    return dx
