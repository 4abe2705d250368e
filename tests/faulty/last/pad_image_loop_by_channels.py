# fault: zero_padding: the loop over the images ends at the number of channels
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    n, c, h, w = X.shape
    y = np.zeros((n, c, h + 2 * ph, w + 2 * pw), X.dtype)
    for b in range(min(n, c)):
        y[b, :, ph:ph + h, pw:pw + w] = X[b]
    return y
