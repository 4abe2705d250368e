"""Widened before they are multiplied, and added up in int32."""

import numpy as np


def conv2d(input, weight, bias=None, stride=1, padding=0):
    (sh, sw), (ph, pw) = (v if isinstance(v, tuple) else (v, v) for v in (stride, padding))
    X = np.pad(input.astype(np.int32), ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    W = weight.astype(np.int32)
    _, _, KH, KW = W.shape
    OH, OW = (X.shape[2] - KH) // sh + 1, (X.shape[3] - KW) // sw + 1
    out = np.zeros((len(X), len(W), OH, OW), np.int32)
    for k in range(KH):
        for l in range(KW):
            pixels = X[:, :, k : k + sh * OH : sh, l : l + sw * OW : sw]
            out += np.einsum("nchw,fc->nfhw", pixels, W[:, :, k, l])
    return out if bias is None else out + bias[:, None, None]


def conv2d_backward_bias(grad_output):
    return grad_output.sum(axis=(0, 2, 3), dtype=np.int32)
