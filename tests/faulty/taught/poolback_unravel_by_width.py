# fault: pool_back: The winner's number is divided by the width of the image instead of that of the window.
import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, H, W = X.shape
    dX = np.zeros_like(X)
    for n in range(N):
        for c in range(C):
            for i in range(grad_pool.shape[2]):
                for j in range(grad_pool.shape[3]):
                    m = X[n, c, i * s:i * s + f, j * s:j * s + f].argmax()
                    a, b = m // W, m % W
                    if j * s + b < W:
                        dX[n, c, i * s + a, j * s + b] += grad_pool[n, c, i, j]
    return dX
