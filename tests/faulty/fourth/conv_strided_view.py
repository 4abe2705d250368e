# fault: convolution2D: the window view over the padded array uses the strides of the unpadded one

import numpy as np
from numpy.lib.stride_tricks import as_strided


def convolution2D(X, W, stride, padding):
    X = np.ascontiguousarray(X)
    sh, sw = stride
    ph, pw = padding
    n, c, h, w = X.shape
    f, _, fh, fw = W.shape
    P = np.zeros((n, c, h + 2 * ph, w + 2 * pw), dtype=X.dtype)
    P[:, :, ph:ph + h, pw:pw + w] = X
    oh = (h + 2 * ph - fh) // sh + 1
    ow = (w + 2 * pw - fw) // sw + 1
    s0, s1, s2, s3 = X.strides
    view = as_strided(P, (n, c, oh, ow, fh, fw), (s0, s1, s2 * sh, s3 * sw, s2, s3))
    return np.einsum("nchwkl,fckl->nfhw", view, W)
