# fault: pool_back: among equal maxima the last one in the window gets the gradient, because argsort()[-1] picks it

import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros(X.shape, dtype=X.dtype)
    for b, c, i, j in np.ndindex(grad_pool.shape):
        win = X[b, c, i * s:i * s + f, j * s:j * s + f]
        winner = win.ravel().argsort(kind="stable")[-1]
        y, x = np.unravel_index(winner, (f, f))
        dX[b, c, i * s + y, j * s + x] += grad_pool[b, c, i, j]
    return dX
