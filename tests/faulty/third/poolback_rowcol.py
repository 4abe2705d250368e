# fault: pool_back: Row and column of the maximum are swapped when the flat index is taken apart.
import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, gh, gw = grad_pool.shape
    dX = np.zeros_like(X)
    for n, c, i, j in np.ndindex(N, C, gh, gw):
        flat = np.argmax(X[n, c, i * s:i * s + f, j * s:j * s + f])
        q, p = divmod(flat, f)
        dX[n, c, i * s + p, j * s + q] += grad_pool[n, c, i, j]
    return dX
