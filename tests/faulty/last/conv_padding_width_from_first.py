# fault: convolution2D: the vertical padding is used for the columns where X is padded, the size is right
import numpy as np


def convolution2D(X, W, stride, padding):
    n, c, h, w = X.shape
    kh, kw = W.shape[2:]
    ph, pw = padding
    oh, ow = (h + 2 * ph - kh) // stride[0] + 1, (w + 2 * pw - kw) // stride[1] + 1
    P = np.zeros((n, c, h + 2 * ph, w + 2 * max(pw, ph) + kw), X.dtype)
    P[:, :, ph:ph + h, ph:ph + w] = X
    y = np.zeros((n, len(W), oh, ow), X.dtype)
    for i in range(oh):
        for j in range(ow):
            win = P[:, :, i * stride[0]:i * stride[0] + kh, j * stride[1]:j * stride[1] + kw]
            y[:, :, i, j] = np.einsum("nckl,fckl->nf", win, W)
    return y
