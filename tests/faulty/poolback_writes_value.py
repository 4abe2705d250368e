# fault: pool_back: the winner gets gradient times its own value
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros(X.shape, dtype=X.dtype)
    for i in range(grad_pool.shape[2]):
        for j in range(grad_pool.shape[3]):
            for n in range(X.shape[0]):
                for c in range(X.shape[1]):
                    win = X[n, c, i * s:i * s + f, j * s:j * s + f]
                    k, l = np.unravel_index(np.argmax(win), win.shape)
                    with np.errstate(invalid="ignore"):
                        dX[n, c, i * s + k, j * s + l] += grad_pool[n, c, i, j] * win[k, l]
    return dX
