# fault: pool_forward: windows are f+1 wide where the image allows
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    OH, OW = 1 + (H - f) // s, 1 + (W - f) // s
    out = np.zeros((N, C, OH, OW), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            out[:, :, i, j] = np.amax(X[:, :, i * s:i * s + f, j * s:j * s + f + 1], axis=(2, 3))
    return out
