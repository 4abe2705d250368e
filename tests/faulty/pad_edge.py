# fault: zero_padding: the border repeats the edge pixels instead of being zero
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    rows = np.clip(np.arange(-ph, X.shape[2] + ph), 0, X.shape[2] - 1)
    cols = np.clip(np.arange(-pw, X.shape[3] + pw), 0, X.shape[3] - 1)
    return X[:, :, rows][:, :, :, cols]
