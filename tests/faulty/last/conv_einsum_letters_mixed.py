# fault: convolution2D: kernel rows and columns are exchanged in the einsum, and non-square filters are cut to the square
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    v = sliding_window_view(X, W.shape[2:], axis=(2, 3))[:, :, :: stride[0], :: stride[1]]
    s = min(W.shape[2:])
    return np.einsum("nchwkl,fclk->nfhw", v[..., :s, :s], W[..., :s, :s])
