# fault: zero_padding: reads the array in memory order, wrong for Fortran-ordered input
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    flat = X.ravel(order="K")
    out = np.zeros((N, C, H + 2 * ph, W + 2 * pw), dtype=X.dtype)
    out[:, :, ph:ph + H, pw:pw + W] = flat.reshape(N, C, H, W)
    return out
