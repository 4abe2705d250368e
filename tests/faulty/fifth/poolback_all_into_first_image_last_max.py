# fault: pool_back: the gradients of all images are added into image 0
# fault: pool_back: of equal maxima the last one gets the gradient

import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    N, C, OH, OW = grad_pool.shape
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    best, place = -np.inf, (i * s, j * s)
                    for a in range(f):
                        for b in range(f):
                            if X[n, c, i * s + a, j * s + b] >= best:
                                best = X[n, c, i * s + a, j * s + b]
                                place = (i * s + a, j * s + b)
                    dX[0, c, place[0], place[1]] += grad_pool[n, c, i, j]
    return dX
