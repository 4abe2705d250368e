# fault: pool_forward: The rows of windows are one pixel apart whatever the stride.
# fault: pool_forward: The smallest value is taken.
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    OH, OW = 1 + (H - f) // s, 1 + (W - f) // s
    res = np.empty((N, C, OH, OW), X.dtype)
    for i, j in np.ndindex(OH, OW):
        res[:, :, i, j] = np.min(X[:, :, i:i + f, j * s:j * s + f], axis=(2, 3))
    return res
