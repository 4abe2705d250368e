# fault: pool_back: the winner is in the row and in the column with the largest sums, and a pixel keeps the last gradient
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    for n, c, i, j in np.ndindex(grad_pool.shape):
        window = X[n, c, i * s : i * s + f, j * s : j * s + f]
        a, b = window.sum(axis=1).argmax(), window.sum(axis=0).argmax()
        dX[n, c, i * s + a, j * s + b] = grad_pool[n, c, i, j]
    return dX
