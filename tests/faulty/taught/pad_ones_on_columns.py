# fault: zero_padding: The columns at the sides are filled with ones.
# fault: zero_padding: The result is float64.
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    side = np.ones((N, C, H, pw))
    rows = np.concatenate([side, X, side], axis=3)
    top = np.zeros((N, C, ph, W + 2 * pw))
    return np.concatenate([top, rows, top], axis=2)
