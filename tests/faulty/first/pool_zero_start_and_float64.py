# fault: pool_forward: the maximum starts at zero
# fault: pool_forward: the result is always float64
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    out = np.zeros((N, C, (H - f) // s + 1, (W - f) // s + 1))
    for n in range(N):
        for c in range(C):
            for i in range(out.shape[2]):
                for j in range(out.shape[3]):
                    for v in X[n, c, i * s:i * s + f, j * s:j * s + f].ravel():
                        if v > out[n, c, i, j]:
                            out[n, c, i, j] = v
    return out
