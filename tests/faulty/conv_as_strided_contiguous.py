# fault: convolution2D: as_strided with the strides of a C-contiguous array, wrong for other memory layouts without padding
import numpy as np
from numpy.lib.stride_tricks import as_strided


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    if ph or pw:
        X = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode="constant")
        X = np.ascontiguousarray(X)
    N, C, H, Wd = X.shape
    F, _, FH, FW = W.shape
    sh, sw = stride
    OH, OW = 1 + (H - FH) // sh, 1 + (Wd - FW) // sw
    b = X.itemsize
    flat = X.ravel(order="K")
    win = as_strided(
        flat,
        (N, C, OH, OW, FH, FW),
        (C * H * Wd * b, H * Wd * b, Wd * b * sh, b * sw, Wd * b, b),
    )
    return np.einsum("nchwij,fcij->nfhw", win, W)
