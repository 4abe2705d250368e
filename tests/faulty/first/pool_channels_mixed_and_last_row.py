# fault: pool_forward: the maximum is taken over the channels too
# fault: pool_forward: the last row of the output stays zero
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    out = np.zeros((N, C, (H - f) // s + 1, (W - f) // s + 1), X.dtype)
    for i in range(out.shape[2] - 1):
        for j in range(out.shape[3]):
            win = X[:, :, i * s:i * s + f, j * s:j * s + f]
            out[:, :, i, j] = win.max(axis=(1, 2, 3))[:, None]
    return out
