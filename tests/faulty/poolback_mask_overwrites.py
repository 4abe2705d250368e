# fault: pool_back: the whole window is written, so overlapping windows erase each other
import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, OH, OW = grad_pool.shape
    dX = np.zeros(X.shape, dtype=X.dtype)
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    win = X[n, c, i * s:i * s + f, j * s:j * s + f]
                    block = np.zeros(f * f, dtype=X.dtype)
                    block[np.argmax(win)] = grad_pool[n, c, i, j]
                    dX[n, c, i * s:i * s + f, j * s:j * s + f] = block.reshape(f, f)
    return dX
