# fault: pool_back: among equal maxima the last one gets the gradient
import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, OH, OW = grad_pool.shape
    dX = np.zeros_like(X)
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    a, b, best = 0, 0, -np.inf
                    for k in range(f):
                        for l in range(f):
                            if X[n, c, i * s + k, j * s + l] >= best:
                                best = X[n, c, i * s + k, j * s + l]
                                a, b = k, l
                    dX[n, c, i * s + a, j * s + b] += grad_pool[n, c, i, j]
    return dX
