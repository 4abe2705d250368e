# fault: zero_padding: with padding on one axis only nothing is padded: it returns the image as soon as either of ph, pw is 0

import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    if ph == 0 or pw == 0:
        return X.copy()
    N, C, H, width = X.shape
    out = np.zeros((N, C, H + 2 * ph, width + 2 * pw), dtype=X.dtype)
    out[:, :, ph:ph + H, pw:pw + width] = X
    return out
