# fault: pool_back: each window assigns its gradient instead of adding it
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    N, C, OH, OW = grad_pool.shape
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    k, l = np.unravel_index(np.argmax(X[n, c, i * s:i * s + f, j * s:j * s + f]), (f, f))
                    dX[n, c, i * s + k, j * s + l] = grad_pool[n, c, i, j]
    return dX
