# fault: zero_padding: the interior is ph:-ph, which is empty when the padding is 0
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    b, c, h, w = X.shape
    out = np.zeros((b, c, h + 2 * ph, w + 2 * pw), dtype=X.dtype)
    out[:, :, ph:-ph, pw:-pw] = X
    return out
