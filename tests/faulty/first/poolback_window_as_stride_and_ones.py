# fault: pool_back: the window is used as stride
# fault: pool_back: grad_pool is ignored, every maximum gets 1
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    N, C, OH, OW = grad_pool.shape
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    w = X[n, c, i * f:i * f + f, j * f:j * f + f]
                    if w.size:
                        k, l = np.unravel_index(w.argmax(), w.shape)
                        dX[n, c, i * f + k, j * f + l] += 1
    return dX
