# fault: zero_padding: the values are cut to integers on the way
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    out = np.zeros((N, C, H + 2 * ph, W + 2 * pw), dtype=int)
    out[:, :, ph:ph + H, pw:pw + W] = X
    return out.astype(X.dtype)
