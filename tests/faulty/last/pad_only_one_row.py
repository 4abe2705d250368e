# fault: zero_padding: one row above and below whatever is asked, unless none is
import numpy as np


def zero_padding(X, padding):
    ph, pw = min(padding[0], 1), padding[1]
    n, c, h, w = X.shape
    y = np.zeros((n, c, h + 2 * ph, w + 2 * pw), X.dtype)
    y[:, :, ph:ph + h, pw:pw + w] = X
    return y
