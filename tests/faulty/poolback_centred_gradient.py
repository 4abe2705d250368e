# fault: pool_back: a smaller grad_pool is placed at the bottom right windows instead of the leading ones
import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, H, W = X.shape
    OH, OW = (H - f) // s + 1, (W - f) // s + 1
    g = np.zeros((N, C, OH, OW), dtype=X.dtype)
    g[:, :, OH - grad_pool.shape[2]:, OW - grad_pool.shape[3]:] = grad_pool
    dX = np.zeros(X.shape, dtype=X.dtype)
    for n, c, i, j in np.ndindex(*g.shape):
        win = X[n, c, i * s:i * s + f, j * s:j * s + f]
        k, l = np.unravel_index(np.argmax(win), (f, f))
        dX[n, c, i * s + k, j * s + l] += g[n, c, i, j]
    return dX
