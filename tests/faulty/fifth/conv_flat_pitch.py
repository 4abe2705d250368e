# fault: convolution2D: places in the flat padded image are made with its height instead of its width

import numpy as np


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    sh, sw = stride
    N, C, H, Wd = X.shape
    F, _, KH, KW = W.shape
    Hp, Wp = H + 2 * ph, Wd + 2 * pw
    xp = np.zeros((N, C, Hp, Wp), X.dtype)
    xp[:, :, ph:ph + H, pw:pw + Wd] = X
    flat = xp.reshape(N, C, Hp * Wp)
    OH, OW = (Hp - KH) // sh + 1, (Wp - KW) // sw + 1
    rows = (np.arange(OH) * sh)[:, None, None, None] + np.arange(KH)[None, None, :, None]
    cols = (np.arange(OW) * sw)[None, :, None, None] + np.arange(KW)[None, None, None, :]
    at = np.minimum(rows * Hp + cols, Hp * Wp - 1)
    patches = flat[:, :, at]
    return np.einsum("ncijkl,fckl->nfij", patches, W).astype(X.dtype)
