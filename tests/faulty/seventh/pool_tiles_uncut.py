# fault: pool_forward: tiles are reshaped without cutting off what is left over

import numpy as np

def pool_forward(X, f, s):
    N, C, H, W = X.shape
    OH = (H - f) // s + 1
    OW = (W - f) // s + 1
    if f == s:
        # windows tile the image
        return X.reshape(N, C, H // f, f, W // f, f).max(axis=(3, 5))
    out = np.full((N, C, OH, OW), -np.inf, dtype=X.dtype)
    for a in range(f):
        for b in range(f):
            out = np.maximum(out, X[:, :, a:a + (OH-1)*s + 1:s, b:b + (OW-1)*s + 1:s])
    return out
