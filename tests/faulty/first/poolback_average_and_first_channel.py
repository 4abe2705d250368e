# fault: pool_back: the gradient is spread evenly over the window
# fault: pool_back: only the first channel gets a gradient
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    for i in range(grad_pool.shape[2]):
        for j in range(grad_pool.shape[3]):
            share = grad_pool[:, 0, i, j] / X.dtype.type(f * f)
            dX[:, 0, i * s:i * s + f, j * s:j * s + f] += share[:, None, None]
    return dX
