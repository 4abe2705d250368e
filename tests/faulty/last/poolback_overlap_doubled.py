# fault: pool_back: where windows overlap the gradient counts twice
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    for n, c, i, j in np.ndindex(*grad_pool.shape):
        k = int(X[n, c, i * s:i * s + f, j * s:j * s + f].argmax())
        dX[n, c, i * s + k // f, j * s + k % f] += grad_pool[n, c, i, j] * (2 if f > s else 1)
    return dX
