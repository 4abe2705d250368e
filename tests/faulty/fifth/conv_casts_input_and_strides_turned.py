# fault: convolution2D: X is cast to integers before anything else
# fault: convolution2D: the vertical and the horizontal stride are exchanged

import numpy as np


def convolution2D(X, W, stride, padding):
    x = np.pad(X.astype(int), ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    sw, sh = stride
    KH, KW = W.shape[2:]
    OH, OW = (x.shape[2] - KH) // sh + 1, (x.shape[3] - KW) // sw + 1
    cols = np.lib.stride_tricks.sliding_window_view(x, (KH, KW), axis=(2, 3))[:, :, ::sh, ::sw]
    return np.einsum("ncijkl,fckl->nfij", cols[:, :, :OH, :OW], W).astype(X.dtype)
