# fault: pool_back: the last window to write to a pixel wins; a window of NaN writes where the one before did

import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    N, C, oh, ow = grad_pool.shape
    for n in range(N):
        for c in range(C):
            for i in range(oh):
                for j in range(ow):
                    best = -np.inf
                    for a in range(f):
                        for b in range(f):
                            if X[n, c, i * s + a, j * s + b] > best:
                                best = X[n, c, i * s + a, j * s + b]
                                bi, bj = i * s + a, j * s + b
                    dX[n, c, bi, bj] = grad_pool[n, c, i, j]
    return dX
