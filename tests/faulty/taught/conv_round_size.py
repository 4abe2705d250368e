# fault: convolution2D: The output size is rounded to the nearest integer, so sometimes there is a window too many.
import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    N, C, H, Wi = X.shape
    F, _, FH, FW = W.shape
    OH = int(round((H + 2 * padding[0] - FH) / sh)) + 1
    OW = int(round((Wi + 2 * padding[1] - FW) / sw)) + 1
    big = np.zeros((N, C, H + 2 * padding[0] + sh, Wi + 2 * padding[1] + sw), X.dtype)
    big[:, :, padding[0]:padding[0] + H, padding[1]:padding[1] + Wi] = X
    out = np.zeros((N, F, OH, OW), X.dtype)
    for f in range(F):
        for i in range(OH):
            for j in range(OW):
                box = big[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW]
                out[:, f, i, j] = (box * W[f]).sum((1, 2, 3))
    return out
