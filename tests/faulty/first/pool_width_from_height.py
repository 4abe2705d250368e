# fault: pool_forward: the columns run only as far as there are rows
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    oh, ow = (H - f) // s + 1, (W - f) // s + 1
    out = np.zeros((N, C, oh, ow), X.dtype)
    for i in range(oh):
        for j in range(min(oh, ow)):
            out[:, :, i, j] = np.max(X[:, :, i * s:i * s + f, j * s:j * s + f], axis=(2, 3))
    return out
