# fault: pool_forward: The windows end one pixel early in both directions.
# fault: pool_forward: The last image is never computed.
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    H2, W2 = (H - f) // s + 1, (W - f) // s + 1
    Y = np.zeros((N, C, H2, W2), dtype=X.dtype)
    e = max(f - 1, 1)
    for n in range(N - 1):
        for a in range(H2):
            for b in range(W2):
                Y[n, :, a, b] = X[n, :, a * s:a * s + e, b * s:b * s + e].max(axis=(1, 2))
    return Y
