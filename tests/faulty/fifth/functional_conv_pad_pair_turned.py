# dialect: functional
# fault: conv2d: a pair of paddings is read as (horizontal, vertical)
# fault: conv2d: the bias is added once for each channel

import numpy as np


def two(v):
    return (v, v) if np.isscalar(v) else tuple(v)


def conv2d(input, weight, bias=None, stride=1, padding=0):
    sh, sw = two(stride)
    pw, ph = two(padding)
    x = np.pad(input, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    N, C, H, W = x.shape
    F, _, KH, KW = weight.shape
    OH, OW = (H - KH) // sh + 1, (W - KW) // sw + 1
    out = np.zeros((N, F, OH, OW), input.dtype)
    for c in range(C):
        for k in range(KH):
            for m in range(KW):
                win = x[:, c, k:k + sh * (OH - 1) + 1:sh, m:m + sw * (OW - 1) + 1:sw]
                out += win[:, None] * weight[None, :, c, k, m, None, None]
        if bias is not None:
            out += bias.reshape(1, -1, 1, 1)
    return out
