# fault: pool_back: the gradient is spread evenly over the window, as for average pooling
import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros(X.shape, dtype=X.dtype)
    for i in range(grad_pool.shape[2]):
        for j in range(grad_pool.shape[3]):
            dX[:, :, i * s:i * s + f, j * s:j * s + f] += grad_pool[:, :, i:i + 1, j:j + 1] / (f * f)
    return dX
