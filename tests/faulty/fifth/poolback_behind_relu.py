# fault: pool_back: the gradient is zero where X is not positive, as of a ReLU

import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    for n, c, i, j in np.ndindex(*grad_pool.shape):
        window = X[n, c, i * s:i * s + f, j * s:j * s + f]
        k, m = np.unravel_index(np.argmax(window), window.shape)
        dX[n, c, i * s + k, j * s + m] += grad_pool[n, c, i, j]
    return dX * (X > 0)
