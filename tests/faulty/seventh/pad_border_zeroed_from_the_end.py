# fault: zero_padding: the border is set to zero by -ph: and -pw:, which is everything without padding

import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    out = np.empty((N, C, H + 2 * ph, W + 2 * pw), dtype=X.dtype)
    out[:, :, ph : ph + H, pw : pw + W] = X
    out[:, :, :ph, :] = 0
    out[:, :, -ph:, :] = 0
    out[:, :, :, :pw] = 0
    out[:, :, :, -pw:] = 0
    return out
