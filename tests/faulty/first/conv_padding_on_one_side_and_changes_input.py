# fault: convolution2D: the padding is added before only, not after
# fault: convolution2D: X is changed
import numpy as np


def convolution2D(X, W, stride, padding):
    xp = np.pad(X, ((0, 0), (0, 0), (padding[0], 0), (padding[1], 0)))
    kh, kw = W.shape[2:]
    oh = (xp.shape[2] - kh) // stride[0] + 1
    ow = (xp.shape[3] - kw) // stride[1] + 1
    y = np.zeros((len(X), len(W), oh, ow), X.dtype)
    for i in range(oh):
        for j in range(ow):
            win = xp[:, :, i * stride[0]:, j * stride[1]:][:, :, :kh, :kw]
            y[:, :, i, j] = win.reshape(len(X), -1) @ W.reshape(len(W), -1).T
    X[...] = 0
    return y
