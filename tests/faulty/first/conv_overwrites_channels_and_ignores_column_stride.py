# fault: convolution2D: each channel overwrites the channels before it
# fault: convolution2D: the columns step by one, whatever the stride (the size is right)
import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    ph, pw = padding
    n, c, h, w = X.shape
    f, _, kh, kw = W.shape
    oh = (h + 2 * ph - kh) // sh + 1
    ow = (w + 2 * pw - kw) // sw + 1
    P = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out = np.zeros((n, f, oh, ow), X.dtype)
    for ch in range(c):
        for i in range(oh):
            for j in range(ow):
                win = P[:, ch, i * sh:i * sh + kh, j:j + kw]
                out[:, :, i, j] = np.einsum("nkl,fkl->nf", win, W[:, ch])
    return out
