# fault: convolution2D: with a single filter the images are averaged
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    P = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    v = sliding_window_view(P, W.shape[2:], axis=(2, 3))[:, :, :: stride[0], :: stride[1]]
    y = np.einsum("nchwkl,fckl->nfhw", v, W)
    if len(W) == 1:
        y[:] = y.mean(axis=0)
    return y
