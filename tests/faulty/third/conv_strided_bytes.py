# fault: convolution2D: The byte strides are those of the image before padding, so with padding the windows are read at wrong places.
import numpy as np
from numpy.lib.stride_tricks import as_strided


def convolution2D(X, W, stride, padding):
    X = np.ascontiguousarray(X)
    N, C, IH, IW = X.shape
    F, C, FH, FW = W.shape
    sh, sw = stride
    ph, pw = padding
    Xp = np.zeros((N, C, IH + 2 * ph, IW + 2 * pw), dtype=X.dtype)
    Xp[:, :, ph:ph + IH, pw:pw + IW] = X
    OH = 1 + (Xp.shape[2] - FH) // sh
    OW = 1 + (Xp.shape[3] - FW) // sw
    s0, s1, s2, s3 = X.strides
    patches = as_strided(Xp, (N, C, OH, OW, FH, FW), (s0, s1, s2 * sh, s3 * sw, s2, s3))
    return np.einsum("ncijkl,fckl->nfij", patches, W, optimize=True)
