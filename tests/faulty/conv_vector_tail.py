# fault: convolution2D: works on blocks of eight output columns and forgets the rest beyond the first block
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

VEC = 8


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    win = sliding_window_view(Xp, W.shape[2:], axis=(2, 3))[:, :, ::stride[0], ::stride[1]]
    N, C, OH, OW = win.shape[:4]
    out = np.zeros((N, W.shape[0], OH, OW), dtype=X.dtype)
    blocks = max(OW // VEC, 1)
    for b in range(blocks):
        cols = slice(b * VEC, (b + 1) * VEC)
        out[..., cols] = np.einsum("nchwij,fcij->nfhw", win[:, :, :, cols], W)
    return out
