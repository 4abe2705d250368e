# fault: convolution2D: the padding is not applied
# fault: convolution2D: the channels of the filter are in reverse order
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    v = sliding_window_view(X, W.shape[2:], axis=(2, 3))[:, :, :: stride[0], :: stride[1]]
    return np.einsum("nchwkl,fckl->nfhw", v, W[:, ::-1])
