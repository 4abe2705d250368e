# fault: convolution2D: the number of rows is ceil of the padded height by the stride, those beyond are cut windows
import numpy as np


def convolution2D(X, W, stride, padding):
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    kh, kw = W.shape[2:]
    oh, ow = -(-X.shape[2] // stride[0]), (X.shape[3] - kw) // stride[1] + 1
    y = np.zeros((len(X), len(W), oh, ow), X.dtype)
    for i in range(oh):
        for j in range(ow):
            win = X[:, :, i * stride[0]:i * stride[0] + kh, j * stride[1]:j * stride[1] + kw]
            y[:, :, i, j] = np.einsum("nckl,fckl->nf", win, W[:, :, :win.shape[2], :win.shape[3]])
    return y
