# fault: convolution2D: multiplies in half precision and casts back
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw))).astype(np.float16)
    win = sliding_window_view(Xp, W.shape[2:], axis=(2, 3))[:, :, ::stride[0], ::stride[1]]
    out = np.tensordot(win.astype(np.float32), W.astype(np.float16).astype(np.float32), axes=((1, 4, 5), (1, 2, 3)))
    return out.transpose(0, 3, 1, 2).astype(X.dtype)
