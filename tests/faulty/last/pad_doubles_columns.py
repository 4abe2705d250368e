# fault: zero_padding: the padding of the columns is added twice
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    n, c, h, w = X.shape
    y = np.zeros((n, c, h + 2 * ph, w + 4 * pw), X.dtype)
    y[:, :, ph:ph + h, 2 * pw:2 * pw + w] = X
    return y
