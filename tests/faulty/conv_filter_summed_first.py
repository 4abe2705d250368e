# fault: convolution2D: the channels are summed in X and in W before they are multiplied
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    gray = X.sum(axis=1)
    kernels = W.sum(axis=1)
    gray = np.pad(gray, ((0, 0), (ph, ph), (pw, pw)))
    win = sliding_window_view(gray, kernels.shape[1:], axis=(1, 2))[:, ::stride[0], ::stride[1]]
    return np.einsum("nhwij,fij->nfhw", win, kernels)
