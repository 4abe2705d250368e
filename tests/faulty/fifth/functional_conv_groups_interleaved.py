# dialect: functional
# fault: conv2d: a group takes every groups-th channel instead of a block of neighbours

import numpy as np


def two(v):
    return (v, v) if np.isscalar(v) else tuple(v)


def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = two(stride), two(padding), two(dilation)
    x = np.pad(input, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    F, Cg, KH, KW = weight.shape
    N, C, H, W = x.shape
    OH = (H - dh * (KH - 1) - 1) // sh + 1
    OW = (W - dw * (KW - 1) - 1) // sw + 1
    out = np.zeros((N, F, OH, OW), input.dtype)
    per = F // groups
    for f in range(F):
        chosen = x[:, f // per::groups]
        for k in range(KH):
            for m in range(KW):
                r, q = k * dh, m * dw
                win = chosen[:, :, r:r + sh * (OH - 1) + 1:sh, q:q + sw * (OW - 1) + 1:sw]
                out[:, f] += np.einsum("ncij,c->nij", win, weight[f, :, k, m])
        if bias is not None:
            out[:, f] += bias[f]
    return out
