# fault: zero_padding: the padding of the width is computed from the height of X
import numpy as np


def zero_padding(X, padding):
    n, c, h, w = X.shape
    out = np.zeros((n, c, h + 2 * padding[0], h + 2 * padding[1]), X.dtype)
    k = min(w, out.shape[3] - padding[1])
    out[:, :, padding[0]:padding[0] + h, padding[1]:padding[1] + k] = X[:, :, :, :k]
    return out
