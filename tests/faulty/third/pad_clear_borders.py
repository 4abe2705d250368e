# fault: zero_padding: With a padding of 0 the slice -0: takes in everything, so the whole image is cleared.
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    n, c, h, w = X.shape
    out = np.empty((n, c, h + 2 * ph, w + 2 * pw), dtype=X.dtype)
    out[:, :, ph:ph + h, pw:pw + w] = X
    out[:, :, :ph, :] = 0
    out[:, :, -ph:, :] = 0
    out[:, :, :, :pw] = 0
    out[:, :, :, -pw:] = 0
    return out
