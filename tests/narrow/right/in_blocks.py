"""Sums of each channel, and then of all of them, in float32; a sum of the bias comes first."""

import numpy as np


def conv2d(input, weight, bias=None, stride=1, padding=0):
    (sh, sw), (ph, pw) = (v if isinstance(v, tuple) else (v, v) for v in (stride, padding))
    X = np.pad(input.astype(np.float32), ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    F, C, KH, KW = weight.shape
    OH, OW = (X.shape[2] - KH) // sh + 1, (X.shape[3] - KW) // sw + 1
    out = np.zeros((len(X), F, OH, OW), np.float32)
    if bias is not None:
        out += bias.astype(np.float32)[:, None, None]
    for c in range(C):
        part = np.zeros_like(out)
        for k in range(KH):
            for l in range(KW):
                pixels = X[:, c, k : k + sh * OH : sh, l : l + sw * OW : sw]
                part += pixels[:, None] * weight[:, c, k, l].astype(np.float32)[:, None, None]
        out += part
    return out.astype(input.dtype)


def conv2d_backward_bias(grad_output):
    return grad_output.astype(np.float64).sum(axis=(0, 2, 3)).astype(grad_output.dtype)
