# fault: pool_back: loops over the pooled output and so fails when grad_pool is smaller
import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, H, W = X.shape
    dX = np.zeros(X.shape, dtype=X.dtype)
    for n in range(N):
        for c in range(C):
            for i in range((H - f) // s + 1):
                for j in range((W - f) // s + 1):
                    win = X[n, c, i * s:i * s + f, j * s:j * s + f]
                    k, l = np.unravel_index(np.argmax(win), (f, f))
                    dX[n, c, i * s + k, j * s + l] += grad_pool[n, c, i, j]
    return dX
