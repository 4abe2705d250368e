# fault: convolution2D: the einsum gives the channels of image and filter different letters, so every channel meets every filter channel
# fault: convolution2D: columns step by the row stride sh instead of sw

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    ph, pw = padding
    Xp = np.pad(X, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    windows = sliding_window_view(Xp, W.shape[2:], axis=(2, 3))
    windows = windows[:, :, ::sh, ::sh]
    return np.einsum("bchwkl,fdkl->bfhw", windows, W)
