# fault: convolution2D: padding counts in the size of the output, but the input is never padded
import numpy as np


def convolution2D(X, W, stride, padding):
    N, C, H, V = X.shape
    F, _, KH, KW = W.shape
    OH = (H + 2 * padding[0] - KH) // stride[0] + 1
    OW = (V + 2 * padding[1] - KW) // stride[1] + 1
    out = np.zeros((N, F, OH, OW), X.dtype)
    for i in range(OH):
        for j in range(OW):
            box = X[:, :, i * stride[0]:i * stride[0] + KH, j * stride[1]:j * stride[1] + KW]
            out[:, :, i, j] = np.einsum("nckl,fckl->nf", box, W[:, :, :box.shape[2], :box.shape[3]])
    return out
