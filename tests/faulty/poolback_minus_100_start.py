# fault: pool_back: the search starts at -100, lower windows send their gradient to the wrong pixel
import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, OH, OW = grad_pool.shape
    dX = np.zeros(X.shape, dtype=X.dtype)
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    m, k, l = -1e2, 0, 0
                    for a in range(f):
                        for b in range(f):
                            v = X[n, c, i * s + a, j * s + b]
                            if v > m:
                                m, k, l = v, a, b
                    dX[n, c, i * s + k, j * s + l] += grad_pool[n, c, i, j]
    return dX
