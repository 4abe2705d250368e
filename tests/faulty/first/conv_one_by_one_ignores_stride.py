# fault: convolution2D: the shortcut for 1x1 filters ignores the stride
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    if W.shape[2:] == (1, 1):
        return np.einsum("nchw,fc->nfhw", X, W[:, :, 0, 0])
    v = sliding_window_view(X, W.shape[2:], axis=(2, 3))[:, :, :: stride[0], :: stride[1]]
    return np.einsum("nchwkl,fckl->nfhw", v, W)
