# fault: zero_padding: a single row of zeros is appended below the image

import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    side = np.zeros((N, C, H, pw), dtype=X.dtype)
    wide = np.concatenate([side, X, side], axis=3)
    above = np.zeros((N, C, ph, W + 2 * pw), dtype=X.dtype)
    below = np.zeros((N, C, 1, W + 2 * pw), dtype=X.dtype)
    return np.concatenate([above, wide, below], axis=2)
