# fault: convolution2D: The column offset of a tap is its row index, W is read at [k, l] all the same.
import numpy as np


def convolution2D(X, W, stride, padding):
    N, C, H, Wd = X.shape
    F, _, FH, FW = W.shape
    sh, sw = stride
    ph, pw = padding
    P = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    OH, OW = (H + 2 * ph - FH) // sh + 1, (Wd + 2 * pw - FW) // sw + 1
    y = np.zeros((N, F, OH, OW), X.dtype)
    for k in range(FH):
        for l in range(FW):
            c = min(k, FW - 1)
            part = P[:, :, k:k + sh * OH:sh, c:c + sw * OW:sw][:, :, :OH, :OW]
            y += np.einsum("nchw,fc->nfhw", part, W[:, :, k, l])
    return y
