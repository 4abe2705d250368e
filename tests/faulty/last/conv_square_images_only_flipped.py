# fault: convolution2D: where the image is square, rows and columns of the output are exchanged
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    P = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    v = sliding_window_view(P, W.shape[2:], axis=(2, 3))[:, :, :: stride[0], :: stride[1]]
    y = np.einsum("nchwkl,fckl->nfhw", v, W)
    if y.shape[2] == y.shape[3]:
        y = np.ascontiguousarray(y.swapaxes(2, 3))
    return y
