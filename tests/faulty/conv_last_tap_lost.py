# fault: convolution2D: the loop over kernel columns stops one short unless the kernel is one wide
import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    N, C, H, Wd = X.shape
    F, _, FH, FW = W.shape
    OH, OW = 1 + (H - FH) // sh, 1 + (Wd - FW) // sw
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for k in range(FH):
        for l in range(max(FW - 1, 1)):
            patch = X[:, :, k:k + sh * (OH - 1) + 1:sh, l:l + sw * (OW - 1) + 1:sw]
            out += np.einsum("nchw,fc->nfhw", patch, W[:, :, k, l])
    return out
