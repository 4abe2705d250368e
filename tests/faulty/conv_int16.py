# fault: convolution2D: the sums are kept in 16-bit integers, as a quantised kernel would
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    win = sliding_window_view(Xp, W.shape[2:], axis=(2, 3))[:, :, ::stride[0], ::stride[1]]
    acc = np.einsum("nchwij,fcij->nfhw", np.rint(win).astype(np.int16), np.rint(W).astype(np.int16))
    return acc.astype(X.dtype)
