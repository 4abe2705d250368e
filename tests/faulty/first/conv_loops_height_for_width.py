# fault: convolution2D: the inner loop runs over the rows of the output, so columns beyond stay zero
import numpy as np


def convolution2D(X, W, stride, padding):
    (sh, sw), (ph, pw) = stride, padding
    B, C, H, Wd = X.shape
    F, _, KH, KW = W.shape
    OH = 1 + (H + 2 * ph - KH) // sh
    OW = 1 + (Wd + 2 * pw - KW) // sw
    P = np.pad(X, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    y = np.zeros((B, F, OH, OW), dtype=X.dtype)
    for b in range(B):
        for f in range(F):
            for i in range(OH):
                for j in range(min(OH, OW)):
                    y[b, f, i, j] = np.sum(P[b, :, i * sh:i * sh + KH, j * sw:j * sw + KW] * W[f])
    return y
