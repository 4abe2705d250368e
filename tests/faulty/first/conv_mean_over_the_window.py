# fault: convolution2D: the products of the window are averaged instead of summed
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view as windows


def convolution2D(X, W, stride, padding):
    (a, b), (p, q) = stride, padding
    v = windows(np.pad(X, ((0, 0), (0, 0), (p, p), (q, q))), W.shape[2:], axis=(2, 3))[:, :, ::a, ::b]
    return np.einsum("ncijkl,fckl->nfij", v, W) / W.dtype.type(W.shape[2] * W.shape[3])
