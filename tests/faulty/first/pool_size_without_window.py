# fault: pool_forward: the size is computed as (H - f + 1) // s
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    oh, ow = (H - f + 1) // s, (W - f + 1) // s
    out = np.zeros((N, C, oh, ow), X.dtype)
    for i in range(oh):
        for j in range(ow):
            out[:, :, i, j] = np.max(X[:, :, i * s:i * s + f, j * s:j * s + f], axis=(2, 3))
    return out
