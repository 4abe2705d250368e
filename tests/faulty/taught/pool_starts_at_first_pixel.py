# fault: pool_forward: The maximum starts at the first pixel of the image, not of the window.
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    oh, ow = (H - f) // s + 1, (W - f) // s + 1
    out = np.zeros((N, C, oh, ow), X.dtype)
    for n in range(N):
        for c in range(C):
            for i in range(oh):
                for j in range(ow):
                    best = X[n, c, 0, 0]
                    for v in X[n, c, i * s:i * s + f, j * s:j * s + f].flat:
                        if v > best or v != v:
                            best = v
                    out[n, c, i, j] = best
    return out
