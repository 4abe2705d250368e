# fault: pool_back: the place of the maximum is found over all channels
# fault: pool_back: where windows overlap the last one overwrites

import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros(X.shape, X.dtype)
    N, C, OH, OW = grad_pool.shape
    for n in range(N):
        for i in range(OH):
            for j in range(OW):
                win = X[n, :, i * s:i * s + f, j * s:j * s + f]
                _, k, m = np.unravel_index(win.argmax(), win.shape)
                for c in range(C):
                    dX[n, c, i * s + k, j * s + m] = grad_pool[n, c, i, j]
    return dX
