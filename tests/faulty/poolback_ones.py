# fault: pool_back: the gradient is counted, not added: every win is worth 1
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros(X.shape, dtype=X.dtype)
    for n, c, i, j in np.ndindex(*grad_pool.shape):
        win = X[n, c, i * s:i * s + f, j * s:j * s + f]
        k, l = np.unravel_index(np.argmax(win), win.shape)
        dX[n, c, i * s + k, j * s + l] += 1
    return dX
