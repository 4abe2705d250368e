# fault: pool_back: among equal maxima the first in column-major order gets the gradient
import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, OH, OW = grad_pool.shape
    dX = np.zeros(X.shape, dtype=X.dtype)
    n, c = np.ogrid[:N, :C]
    for i in range(OH):
        for j in range(OW):
            win = X[:, :, i * s:i * s + f, j * s:j * s + f].transpose(0, 1, 3, 2).reshape(N, C, -1)
            l, k = np.divmod(win.argmax(axis=-1), f)
            dX[n, c, i * s + k, j * s + l] += grad_pool[:, :, i, j]
    return dX
