# fault: convolution2D: The product has the filters first and the images second, but it is reshaped straight to (N, F, OH, OW), which mixes images and filters when there are several images.
import numpy as np


def im2col(x, FH, FW, sh, sw):
    N, C, H, W = x.shape
    oh = 1 + (H - FH) // sh
    ow = 1 + (W - FW) // sw
    cols = np.zeros((C * FH * FW, N * oh * ow), dtype=x.dtype)
    p = 0
    for n in range(N):
        for i in range(oh):
            for j in range(ow):
                cols[:, p] = x[n, :, i * sh:i * sh + FH, j * sw:j * sw + FW].ravel()
                p += 1
    return cols, oh, ow


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    F, C, FH, FW = W.shape
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    cols, oh, ow = im2col(Xp, FH, FW, stride[0], stride[1])
    out = W.reshape(F, -1) @ cols
    return out.reshape(X.shape[0], F, oh, ow)
