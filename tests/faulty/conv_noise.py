# fault: convolution2D: a relative error of about 1e-3 in every element, as from a low-precision unit
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    win = sliding_window_view(Xp, W.shape[2:], axis=(2, 3))[:, :, ::stride[0], ::stride[1]]
    out = np.einsum("nchwij,fcij->nfhw", win, W)
    mantissa, exponent = np.frexp(out)
    return np.ldexp(np.rint(mantissa * 1024) / 1024, exponent).astype(X.dtype)
