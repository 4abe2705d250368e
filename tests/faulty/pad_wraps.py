# fault: zero_padding: the border wraps around to the other side of the image
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    i = (np.arange(H + 2 * ph) - ph) % H
    j = (np.arange(W + 2 * pw) - pw) % W
    return X[:, :, i[:, None], j]
