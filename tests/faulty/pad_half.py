# fault: zero_padding: the padding is taken as the total of both sides, not as that of each side
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    out = np.zeros((N, C, H + ph, W + pw), dtype=X.dtype)
    out[:, :, ph // 2:ph // 2 + H, pw // 2:pw // 2 + W] = X
    return out
