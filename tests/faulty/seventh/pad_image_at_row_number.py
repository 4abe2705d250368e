# fault: zero_padding: the image is put at the column of the vertical padding, in an array of the right size

import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    X_pad = np.zeros((N, C, H + 2*ph, W + 2*pw), X.dtype)
    X_pad[:, :, ph:H+ph, ph:W+ph] = X
    return X_pad
