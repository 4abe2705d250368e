# fault: convolution2D: rows are padded with pw and columns with ph
# fault: convolution2D: the number of output rows and columns lacks the + 1, so the last ones are missing

import numpy as np


def convolution2D(X, W, stride, padding):
    padded = np.pad(X, ((0, 0), (0, 0), (padding[1],) * 2, (padding[0],) * 2))
    n, c, h, w = padded.shape
    f, c, kh, kw = W.shape
    out_h = (h - kh) // stride[0]
    out_w = (w - kw) // stride[1]
    out = np.zeros((n, f, out_h, out_w), dtype=X.dtype)
    for r in range(out_h):
        y = r * stride[0]
        for q in range(out_w):
            x = q * stride[1]
            block = padded[:, None, :, y:y + kh, x:x + kw]
            out[:, :, r, q] = (block * W[None]).sum(axis=(2, 3, 4))
    return out
