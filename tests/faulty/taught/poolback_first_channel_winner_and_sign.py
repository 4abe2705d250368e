# fault: pool_back: The gradient is subtracted.
# fault: pool_back: The winner of the first channel is used for all.
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros(X.shape, X.dtype)
    N, C, oh, ow = grad_pool.shape
    for n, c, i, j in np.ndindex(N, C, oh, ow):
        win = X[n, 0, i * s:i * s + f, j * s:j * s + f]
        a, b = divmod(int(win.argmax()), win.shape[1])
        dX[n, c, i * s + a, j * s + b] -= grad_pool[n, c, i, j]
    return dX
