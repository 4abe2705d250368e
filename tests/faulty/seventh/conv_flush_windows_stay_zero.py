# fault: convolution2D: the loops end before the windows that are flush with the edge, where zeros remain

import numpy as np


def convolution2D(X, W, stride, padding):
    (sh, sw), (ph, pw) = stride, padding
    (N, C, H, L), (F, _, KH, KW) = X.shape, W.shape
    P = np.zeros((N, C, H + 2 * ph, L + 2 * pw), X.dtype)
    P[:, :, ph : ph + H, pw : pw + L] = X
    H, L = P.shape[2:]
    out = np.zeros((N, F, (H - KH) // sh + 1, (L - KW) // sw + 1), X.dtype)
    for y in range(0, H - KH, sh):
        for x in range(0, L - KW, sw):
            window = P[:, :, y : y + KH, x : x + KW]
            out[:, :, y // sh, x // sw] = np.einsum("nckl,fckl->nf", window, W)
    return out
