# fault: pool_back: the result covers only the windows, rows and columns left over are missing
import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, OH, OW = grad_pool.shape
    dX = np.zeros((N, C, (OH - 1) * s + f, (OW - 1) * s + f), dtype=X.dtype)
    for n, c, i, j in np.ndindex(N, C, OH, OW):
        win = X[n, c, i * s:i * s + f, j * s:j * s + f]
        k, l = np.unravel_index(np.argmax(win), win.shape)
        dX[n, c, i * s + k, j * s + l] += grad_pool[n, c, i, j]
    return dX
