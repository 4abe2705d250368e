# fault: pool_back: windows are taken f apart although the stride is s
import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, OH, OW = grad_pool.shape
    dX = np.zeros(X.shape, dtype=X.dtype)
    for n, c, i, j in np.ndindex(N, C, OH, OW):
        win = X[n, c, i * f:i * f + f, j * f:j * f + f]
        if win.size == 0:
            continue
        k, l = np.unravel_index(np.argmax(win), win.shape)
        dX[n, c, i * f + k, j * f + l] += grad_pool[n, c, i, j]
    return dX
