# fault: convolution2D: Channel c of the image meets channel c - 1 of the filter.
# fault: convolution2D: Only whole windows of the unpadded image are counted, so the output is too small.
import numpy as np


def convolution2D(X, W, stride, padding):
    N, C, H, Wi = X.shape
    F, _, FH, FW = W.shape
    ph, pw = padding
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    oh, ow = max((H - FH) // stride[0] + 1, 1), max((Wi - FW) // stride[1] + 1, 1)
    out = np.zeros((N, F, oh, ow), X.dtype)
    for f in range(F):
        for c in range(C):
            for i in range(oh):
                for j in range(ow):
                    box = Xp[:, c, i * stride[0]:i * stride[0] + FH, j * stride[1]:j * stride[1] + FW]
                    out[:, f, i, j] += (box * W[f, c - 1]).sum(axis=(1, 2))
    return out
