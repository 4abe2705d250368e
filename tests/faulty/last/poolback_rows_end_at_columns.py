# fault: pool_back: the rows of grad_pool run as far as its columns
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    N, C, OH, OW = grad_pool.shape
    for n in range(N):
        for c in range(C):
            for i in range(min(OH, OW)):
                for j in range(OW):
                    k = int(X[n, c, i * s:i * s + f, j * s:j * s + f].argmax())
                    dX[n, c, i * s + k // f, j * s + k % f] += grad_pool[n, c, i, j]
    return dX
