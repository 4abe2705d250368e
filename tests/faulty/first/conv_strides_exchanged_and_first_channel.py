# fault: convolution2D: the strides are exchanged
# fault: convolution2D: only the first channel counts
import numpy as np


def convolution2D(X, W, stride, padding):
    sw, sh = stride
    ph, pw = padding
    X = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = W.shape[2:]
    oh, ow = 1 + (X.shape[2] - kh) // sh, 1 + (X.shape[3] - kw) // sw
    out = np.zeros((X.shape[0], W.shape[0], oh, ow), X.dtype)
    for n in range(X.shape[0]):
        for f in range(W.shape[0]):
            for i in range(oh):
                for j in range(ow):
                    out[n, f, i, j] = np.sum(X[n, 0, i * sh:i * sh + kh, j * sw:j * sw + kw] * W[f, 0])
    return out
