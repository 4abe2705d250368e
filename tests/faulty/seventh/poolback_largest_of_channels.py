# fault: pool_back: a window's elements are compared with the largest of all channels

import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    for i, j in np.ndindex(grad_pool.shape[2:]):
        at = np.s_[:, :, i * s : i * s + f, j * s : j * s + f]
        top = X[at].max(axis=(1, 2, 3), keepdims=True)
        dX[at] += (X[at] == top) * grad_pool[:, :, i : i + 1, j : j + 1]
    return dX
