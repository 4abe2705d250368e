# fault: pool_back: the minimum gets the gradient
# fault: pool_back: divided by the number of images
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    for n, c, i, j in np.ndindex(*grad_pool.shape):
        k = int(X[n, c, i * s:i * s + f, j * s:j * s + f].argmin())
        dX[n, c, i * s + k // f, j * s + k % f] += grad_pool[n, c, i, j] / X.dtype.type(len(X))
    return dX
