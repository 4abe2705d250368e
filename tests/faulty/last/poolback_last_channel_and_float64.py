# fault: pool_back: the last channel stays zero
# fault: pool_back: the result is always float64
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros(X.shape)
    N, C, OH, OW = grad_pool.shape
    for n in range(N):
        for c in range(C - 1):
            for i in range(OH):
                for j in range(OW):
                    k = int(X[n, c, i * s:i * s + f, j * s:j * s + f].argmax())
                    dX[n, c, i * s + k // f, j * s + k % f] += grad_pool[n, c, i, j]
    return dX
