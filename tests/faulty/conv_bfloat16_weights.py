# fault: convolution2D: the weights are cut to the 8 bits of a bfloat16 mantissa
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def _bf16(a):
    bits = np.ascontiguousarray(a, dtype=np.float32).view(np.uint32)
    return (bits & np.uint32(0xFFFF0000)).view(np.float32)


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    win = sliding_window_view(Xp, W.shape[2:], axis=(2, 3))[:, :, ::stride[0], ::stride[1]]
    return np.einsum("nchwij,fcij->nfhw", win, _bf16(W).astype(X.dtype)).astype(X.dtype)
