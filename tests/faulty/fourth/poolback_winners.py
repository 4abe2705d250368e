# fault: pool_back: the winning pixels are looked up in the first image for every image
# fault: pool_back: it goes over all windows of X, so a grad_pool smaller than the pooled output raises an IndexError

import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, IH, IW = X.shape
    dX = np.zeros_like(X)
    for i in range((IH - f) // s + 1):
        for j in range((IW - f) // s + 1):
            for b in range(N):
                for c in range(C):
                    patch = X[0, c, i * s:i * s + f, j * s:j * s + f]
                    y, x = np.unravel_index(patch.argmax(), patch.shape)
                    dX[b, c, i * s + y, j * s + x] += grad_pool[b, c, i, j]
    return dX
