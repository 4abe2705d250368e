# fault: pool_forward: a shortcut for tiles is taken whatever the stride, and a running maximum starts at pixel (i, j)

import numpy as np

def pool_forward(X, f, s):
    N, C, H, W = X.shape
    if H % f == 0 and W % f == 0:
        return X.reshape(N, C, H//f, f, W//f, f).max(axis=5).max(axis=3)
    OH = (H - f) // s + 1
    OW = (W - f) // s + 1
    out = np.empty((N, C, OH, OW), dtype=X.dtype)
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    m = X[n, c, i, j]
                    for x in X[n, c, i*s:i*s+f, j*s:j*s+f].ravel():
                        m = max(m, x)
                    out[n, c, i, j] = m
    return out
