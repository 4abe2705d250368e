"""The convolutions by scipy.signal."""

import numpy as np
from scipy import signal

from parts.plain import pool_back, pool_forward, zero_padding


def convolution2D(X, W, stride, padding):
    X, (sh, sw) = zero_padding(X, padding), stride
    out = [
        [
            sum(signal.correlate2d(x, w, "valid") for x, w in zip(X[n], W[f], strict=True))
            for f in range(len(W))
        ]
        for n in range(len(X))
    ]
    return np.array(out)[:, :, ::sh, ::sw].astype(X.dtype)


def _spread(out_grad, stride):
    (sh, sw), (N, F, OH, OW) = stride, out_grad.shape
    spread = np.zeros((N, F, sh * (OH - 1) + 1, sw * (OW - 1) + 1), out_grad.dtype)
    spread[:, :, ::sh, ::sw] = out_grad
    return spread


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros_like(W)
    (sh, sw), (OH, OW), (KH, KW) = stride, out_grad.shape[2:], W.shape[2:]
    X = X[:, :, : sh * (OH - 1) + KH, : sw * (OW - 1) + KW]
    # what lies between the windows is left out: 0 times infinity is no number
    for k, l in np.ndindex(KH, KW):
        read = X[:, :, k : k + sh * (OH - 1) + 1 : sh, l : l + sw * (OW - 1) + 1 : sw]
        for f, c in np.ndindex(*W.shape[:2]):
            parts = (
                signal.correlate(read[n, c], out_grad[n, f], "valid", "direct")
                for n in range(len(X))
            )
            dW[f, c, k, l] = sum(part.item() for part in parts)
    return dW


def convolution2D_backward_input(out_grad, X, W, stride):
    dX, spread = np.zeros_like(X), _spread(out_grad, stride)
    for n, c in np.ndindex(*X.shape[:2]):
        full = sum(signal.convolve2d(g, w) for g, w in zip(spread[n], W[:, c], strict=True))
        dX[n, c, : full.shape[0], : full.shape[1]] = full
    return dX
