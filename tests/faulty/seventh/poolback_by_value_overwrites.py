# fault: pool_back: the maximum is looked up in the whole channel, and = stands for +=

import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, OH, OW = grad_pool.shape
    dX = np.zeros_like(X)
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    m = X[n, c, i*s:i*s+f, j*s:j*s+f].max()
                    a, b = np.argwhere(X[n, c] == m)[0]
                    dX[n, c, a, b] = grad_pool[n, c, i, j]
    return dX
