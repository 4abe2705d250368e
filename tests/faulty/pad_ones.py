# fault: zero_padding: the border is filled with 1
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    out = np.ones((N, C, H + 2 * ph, W + 2 * pw)).astype(X.dtype)
    out[:, :, ph:ph + H, pw:pw + W] = X
    return out
