# fault: pool_forward: the running maximum starts at -100, "small enough"
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    OH, OW = 1 + (H - f) // s, 1 + (W - f) // s
    out = np.full((N, C, OH, OW), -1e2, dtype=X.dtype)
    for k in range(f):
        for l in range(f):
            out = np.maximum(out, X[:, :, k:k + s * (OH - 1) + 1:s, l:l + s * (OW - 1) + 1:s])
    return out
