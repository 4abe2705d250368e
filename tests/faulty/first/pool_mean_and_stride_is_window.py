# fault: pool_forward: averages instead of taking the maximum
# fault: pool_forward: the window is used as stride
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    out = np.zeros((N, C, (H - f) // f + 1, (W - f) // f + 1), X.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :, i, j] = X[:, :, i * f:i * f + f, j * f:j * f + f].mean(axis=(2, 3))
    return out
