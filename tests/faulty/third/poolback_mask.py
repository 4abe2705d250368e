# fault: pool_back: Every pixel that equals the maximum gets the gradient, not only the first.
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros(X.shape, dtype=X.dtype)
    N, C, GH, GW = grad_pool.shape
    for b in range(N):
        for c in range(C):
            for i in range(GH):
                for j in range(GW):
                    w = X[b, c, i * s:i * s + f, j * s:j * s + f]
                    mask = w == w.max()
                    dX[b, c, i * s:i * s + f, j * s:j * s + f][mask] += grad_pool[b, c, i, j]
    return dX
