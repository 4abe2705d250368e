# fault: convolution2D: the result is an array of float32 whatever comes in
# fault: convolution2D: every image is convolved as if it were the first

import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    ph, pw = padding
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    n, c, h, w = Xp.shape
    f, _, kh, kw = W.shape
    oh, ow = (h - kh) // sh + 1, (w - kw) // sw + 1
    out = np.zeros((n, f, oh, ow), dtype=np.float32)
    for b in range(n):
        for k in range(f):
            for i in range(oh):
                for j in range(ow):
                    out[b, k, i, j] = np.sum(Xp[0, :, i * sh:i * sh + kh, j * sw:j * sw + kw] * W[k])
    return out
