# fault: pool_back: winners are found in f x f blocks made by reshape, so the stride is ignored
# fault: pool_back: the gradient of every image is that of the first

import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, H, W = X.shape
    dX = np.zeros_like(X)
    oh, ow = grad_pool.shape[2:]
    oh, ow = min(oh, H // f), min(ow, W // f)
    blocks = X[:, :, :oh * f, :ow * f].reshape(N, C, oh, f, ow, f).transpose(0, 1, 2, 4, 3, 5)
    win = blocks.reshape(N, C, oh, ow, f * f).argmax(axis=-1)
    for n, c, i, j in np.ndindex(N, C, oh, ow):
        k, m = divmod(win[n, c, i, j], f)
        dX[n, c, i * f + k, j * f + m] = grad_pool[0, c, i, j]
    return dX
