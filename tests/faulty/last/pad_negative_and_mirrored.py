# fault: zero_padding: the image is mirrored left to right
# fault: zero_padding: the last row of the image is not copied
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    n, c, h, w = X.shape
    y = np.zeros((n, c, h + 2 * ph, w + 2 * pw), X.dtype)
    for i in range(h - 1):
        y[:, :, ph + i, pw:pw + w] = X[:, :, i, ::-1]
    return y
