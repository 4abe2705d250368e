# fault: zero_padding: every channel gets the sum over the channels
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    n, c, h, w = X.shape
    y = np.zeros((n, c, h + 2 * ph, w + 2 * pw), X.dtype)
    y[:, :, ph:ph + h, pw:pw + w] = X.sum(axis=1, keepdims=True)
    return y
