# fault: pool_back: returns after the first image
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    for n in range(len(X)):
        for c in range(X.shape[1]):
            for i in range(grad_pool.shape[2]):
                for j in range(grad_pool.shape[3]):
                    w = X[n, c, i * s:i * s + f, j * s:j * s + f]
                    k = int(np.argmax(w))
                    dX[n, c, i * s + k // f, j * s + k % f] += grad_pool[n, c, i, j]
        return dX
