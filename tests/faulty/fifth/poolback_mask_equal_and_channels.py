# fault: pool_back: every maximum gets the gradient
# fault: pool_back: the gradient of the first channel is used for all

import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    N, C, oh, ow = grad_pool.shape
    for n in range(N):
        for c in range(C):
            for i in range(oh):
                for j in range(ow):
                    w = X[n, c, i*s:i*s+f, j*s:j*s+f]
                    dX[n, c, i*s:i*s+f, j*s:j*s+f] += (w == w.max()) * grad_pool[n, 0, i, j]
    return dX
