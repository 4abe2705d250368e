# fault: zero_padding: the bottom border is pw high, not ph

import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    return np.pad(X, [(0, 0), (0, 0), (ph, pw), (pw, pw)], mode="constant")
