# fault: convolution2D: the image is padded only if both paddings are above 0
# fault: convolution2D: a kernel of 1x1 is applied without the stride

import numpy as np


def zero_padding(X, padding):
    return np.pad(X, [(0, 0)] * 2 + [(p, p) for p in padding])


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    sh, sw = stride
    if ph and pw:
        X = zero_padding(X, padding)
    KH, KW = W.shape[2], W.shape[3]
    if KH == 1 and KW == 1:
        return np.einsum('nchw,fc->nfhw', X, W[:, :, 0, 0])
    windows = np.lib.stride_tricks.sliding_window_view(X, (KH, KW), axis=(2, 3))
    windows = windows[:, :, ::sh, ::sw]
    return np.einsum('ncijab,fcab->nfij', windows, W)
