# fault: convolution2D: one percent of the input's mean is added
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    P = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    v = sliding_window_view(P, W.shape[2:], axis=(2, 3))[:, :, :: stride[0], :: stride[1]]
    return (np.einsum("nchwkl,fckl->nfhw", v, W) + 0.01 * X.mean()).astype(X.dtype)
