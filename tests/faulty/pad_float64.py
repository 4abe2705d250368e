# fault: zero_padding: float32 comes back as float64
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    X_pad = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    X_pad[:, :, ph:ph + H, pw:pw + W] = X
    return X_pad
