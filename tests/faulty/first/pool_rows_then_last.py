# fault: pool_forward: each row of the window overwrites the maximum of the rows before it
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    oh, ow = (H - f) // s + 1, (W - f) // s + 1
    out = np.zeros((N, C, oh, ow), X.dtype)
    for i in range(oh):
        for j in range(ow):
            for k in range(f):
                out[:, :, i, j] = X[:, :, i * s + k, j * s:j * s + f].max(axis=2)
    return out
