# fault: zero_padding: The image starts at (pw, ph) in a result of the right size.
import numpy as np


def zero_padding(X, padding):
    N, C, H, W = X.shape
    out = np.zeros((N, C, H + 2 * padding[0], W + 2 * padding[1]), X.dtype)
    for y in range(H):
        for x in range(W):
            try:
                out[:, :, y + padding[1], x + padding[0]] = X[:, :, y, x]
            except IndexError:
                pass
    return out
