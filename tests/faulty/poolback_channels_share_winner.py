# fault: pool_back: the winner of the first channel is used for all channels
import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, OH, OW = grad_pool.shape
    dX = np.zeros(X.shape, dtype=X.dtype)
    for n in range(N):
        for i in range(OH):
            for j in range(OW):
                k, l = np.unravel_index(np.argmax(X[n, 0, i * s:i * s + f, j * s:j * s + f]), (f, f))
                dX[n, :, i * s + k, j * s + l] += grad_pool[n, :, i, j]
    return dX
