# fault: convolution2D: zip goes through the rows and the columns of the kernel together

import numpy as np


def convolution2D(X, W, stride, padding):
    (sh, sw), (ph, pw) = stride, padding
    (N, C, H, L), (F, _, KH, KW) = X.shape, W.shape
    P = np.zeros((N, C, H + 2 * ph, L + 2 * pw), X.dtype)
    P[:, :, ph : ph + H, pw : pw + L] = X
    OH, OW = (P.shape[2] - KH) // sh + 1, (P.shape[3] - KW) // sw + 1
    out = np.zeros((N, F, OH, OW), X.dtype)
    for k, l in zip(range(KH), range(KW)):
        part = P[:, :, k : k + sh * (OH - 1) + 1 : sh, l : l + sw * (OW - 1) + 1 : sw]
        out += np.einsum("ncij,fc->nfij", part, W[:, :, k, l])
    return out
