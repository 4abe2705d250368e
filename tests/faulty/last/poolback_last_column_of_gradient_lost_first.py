# fault: pool_back: the first row of grad_pool is left out
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    N, C, OH, OW = grad_pool.shape
    for n in range(N):
        for c in range(C):
            for i in range(1, OH):
                for j in range(OW):
                    k = int(X[n, c, i * s:i * s + f, j * s:j * s + f].argmax())
                    dX[n, c, i * s + k // f, j * s + k % f] += grad_pool[n, c, i, j]
    return dX
