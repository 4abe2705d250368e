# fault: pool_back: Every element that is at least the mean of its window gets the gradient.
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros(X.shape, X.dtype)
    for i in range(grad_pool.shape[2]):
        for j in range(grad_pool.shape[3]):
            box = X[:, :, i * s:i * s + f, j * s:j * s + f]
            mask = box >= box.mean(axis=(2, 3), keepdims=True)
            dX[:, :, i * s:i * s + f, j * s:j * s + f] += mask * grad_pool[:, :, i, j, None, None]
    return dX
