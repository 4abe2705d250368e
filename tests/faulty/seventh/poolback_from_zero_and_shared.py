# fault: pool_back: the search starts at 0
# fault: pool_back: equal maxima share the gradient

import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, OH, OW = grad_pool.shape
    dX = np.zeros_like(X)
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    win = X[n, c, i*s:i*s+f, j*s:j*s+f]
                    m = 0
                    for value in win.flat:
                        m = max(m, value)
                    places = np.argwhere(win == m)
                    for a, b in places:
                        dX[n, c, i*s+a, j*s+b] += grad_pool[n, c, i, j] / len(places)
    return dX
