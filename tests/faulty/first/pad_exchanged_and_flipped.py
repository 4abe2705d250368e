# fault: zero_padding: the paddings are exchanged
# fault: zero_padding: the image is upside down
import numpy as np


def zero_padding(X, padding):
    pw, ph = padding
    n, c, h, w = X.shape
    out = np.zeros((n, c, h + 2 * ph, w + 2 * pw), X.dtype)
    for i in range(h):
        out[:, :, ph + i, pw:pw + w] = X[:, :, h - 1 - i, :]
    return out
