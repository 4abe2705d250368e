# fault: convolution2D: sh and sw are swapped while walking over the image
import numpy as np


def convolution2D(X, W, stride, padding):
    sw, sh = stride
    ph, pw = padding
    X = np.pad(X, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    n, c, h, w = X.shape
    f, _, kh, kw = W.shape
    oh, ow = (h - kh) // sh + 1, (w - kw) // sw + 1
    out = np.zeros((n, f, oh, ow), dtype=X.dtype)
    for i in range(oh):
        for j in range(ow):
            for k in range(f):
                out[:, k, i, j] = (X[:, :, i * sh:i * sh + kh, j * sw:j * sw + kw] * W[k]).sum(axis=(1, 2, 3))
    return out
