# fault: pool_back: gradients are added up in half precision
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros(X.shape, dtype=np.float16)
    for n, c, i, j in np.ndindex(*grad_pool.shape):
        win = X[n, c, i * s:i * s + f, j * s:j * s + f]
        k, l = np.unravel_index(np.argmax(win), win.shape)
        dX[n, c, i * s + k, j * s + l] += np.float16(grad_pool[n, c, i, j])
    return dX.astype(X.dtype)
