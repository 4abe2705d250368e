# fault: pool_back: equal maxima share the gradient evenly
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros(X.shape, dtype=X.dtype)
    for i in range(grad_pool.shape[2]):
        for j in range(grad_pool.shape[3]):
            win = X[:, :, i * s:i * s + f, j * s:j * s + f]
            mask = (win == win.max(axis=(2, 3), keepdims=True)).astype(X.dtype)
            mask /= mask.sum(axis=(2, 3), keepdims=True)
            dX[:, :, i * s:i * s + f, j * s:j * s + f] += mask * grad_pool[:, :, i, j][..., None, None]
    return dX
