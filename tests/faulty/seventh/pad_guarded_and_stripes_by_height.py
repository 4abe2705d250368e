# fault: zero_padding: no padding if one is 0; the zeros above and below are W + 2 * ph wide

import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    if ph == 0 or pw == 0:
        return X.copy()
    N, C, H, W = X.shape
    side = np.zeros((N, C, H, pw), dtype=X.dtype)
    X = np.concatenate([side, X, side], axis=3)
    edge = np.zeros((N, C, ph, W + 2 * ph), dtype=X.dtype)
    return np.concatenate([edge, X, edge], axis=2)
