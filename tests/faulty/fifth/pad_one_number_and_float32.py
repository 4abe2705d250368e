# fault: zero_padding: ph is used for the columns, too
# fault: zero_padding: the result is float32

import numpy as np


def zero_padding(X, padding):
    p = padding[0]
    N, C, H, W = X.shape
    out = np.zeros((N, C, H + 2 * p, W + 2 * p), dtype=np.float32)
    out[:, :, p:p + H, p:p + W] = X
    return out
