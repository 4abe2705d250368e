# fault: zero_padding: the image is rolled into place along channels and rows (axes 1, 2) instead of rows and columns (axes 2, 3)

import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    n, c, h, w = X.shape
    canvas = np.zeros((n, c, h + 2 * ph, w + 2 * pw), X.dtype)
    canvas[:, :, :h, :w] = X
    return np.roll(canvas, shift=(ph, pw), axis=(1, 2))
