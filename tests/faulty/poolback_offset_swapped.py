# fault: pool_back: row and column of the winner are exchanged within the window
import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, OH, OW = grad_pool.shape
    dX = np.zeros(X.shape, dtype=X.dtype)
    for n, c, i, j in np.ndindex(N, C, OH, OW):
        flat = int(np.argmax(X[n, c, i * s:i * s + f, j * s:j * s + f]))
        x, y = flat // f, flat % f
        dX[n, c, i * s + y, j * s + x] += grad_pool[n, c, i, j]
    return dX
