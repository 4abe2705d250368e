# fault: convolution2D: negative outputs are cut off
# fault: convolution2D: the last filter is left out
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    P = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    v = sliding_window_view(P, W.shape[2:], axis=(2, 3))[:, :, :: stride[0], :: stride[1]]
    y = np.zeros((len(X), len(W), *v.shape[2:4]), X.dtype)
    for f in range(len(W) - 1):
        y[:, f] = np.maximum(np.einsum("nchwkl,ckl->nhw", v, W[f]), 0)
    return y
