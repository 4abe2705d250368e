# fault: pool_back: the search starts at 0, windows without a positive value give no gradient
import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, OH, OW = grad_pool.shape
    dX = np.zeros(X.shape, dtype=X.dtype)
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    biggest = 0
                    where = None
                    for y in range(i * s, i * s + f):
                        for x in range(j * s, j * s + f):
                            if X[n, c, y, x] > biggest:
                                biggest = X[n, c, y, x]
                                where = (y, x)
                    if where is not None:
                        dX[n, c, where[0], where[1]] += grad_pool[n, c, i, j]
    return dX
