# fault: zero_padding: ph and pw are swapped, the rows get the padding of the columns
import numpy as np


def zero_padding(X, padding):
    pw, ph = padding
    N, C, IH, IW = X.shape
    X_pad = np.zeros((N, C, IH + 2 * ph, IW + 2 * pw), dtype=X.dtype)
    X_pad[:, :, ph:IH + ph, pw:IW + pw] = X
    return X_pad
