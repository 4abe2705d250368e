"""Minimal filtering, after Winograd, of any tile: for 3x3 filters with stride 1; all else directly."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from parts.plain import size_of, under, zero_padding


def direct(X, W, stride):
    size = size_of(X, W, stride)
    out = np.zeros((len(X), len(W), *size), X.dtype)
    for k, l in np.ndindex(*W.shape[2:]):
        out += np.einsum("ncij,fc->nfij", X[under(k, l, stride, size)], W[:, :, k, l])
    return out


def convolutions(*matrices):
    """The three passes from the transforms of tiles, of filters, and back."""
    tile = len(matrices[2])

    def convolution2D(X, W, stride, padding):
        X = zero_padding(X, padding)
        if W.shape[2:] != (3, 3) or tuple(stride) != (1, 1):
            return direct(X, W, stride)
        bt, g, at = (matrix.astype(X.dtype) for matrix in matrices)
        (OH, OW), (N, C) = size_of(X, W, stride), X.shape[:2]
        rows, cols = -(-OH // tile), -(-OW // tile)
        whole = np.zeros((N, C, rows * tile + 2, cols * tile + 2), X.dtype)
        whole[:, :, : X.shape[2], : X.shape[3]] = X
        tiles = sliding_window_view(whole, (tile + 2,) * 2, axis=(2, 3))[:, :, ::tile, ::tile]
        v = bt @ tiles @ bt.T
        u = g @ W @ g.T
        y = at @ np.einsum("ncijkl,fckl->nfijkl", v, u) @ at.T
        return y.transpose(0, 1, 2, 4, 3, 5).reshape(N, len(W), rows * tile, cols * tile)[
            :, :, :OH, :OW
        ]

    def convolution2D_backward_filter(out_grad, X, W, stride):
        dW = np.zeros_like(W)
        for k, l in np.ndindex(*W.shape[2:]):
            read = X[under(k, l, stride, out_grad.shape[2:])]
            dW[:, :, k, l] = np.einsum("nfij,ncij->fc", out_grad, read)
        return dW

    def convolution2D_backward_input(out_grad, X, W, stride):
        if W.shape[2:] == (3, 3) and tuple(stride) == (1, 1):
            turned = W[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
            return convolution2D(out_grad, turned, (1, 1), (2, 2))
        dX = np.zeros_like(X)
        for k, l in np.ndindex(*W.shape[2:]):
            sent = np.einsum("nfij,fc->ncij", out_grad, W[:, :, k, l])
            dX[under(k, l, stride, out_grad.shape[2:])] += sent
        return dX

    return convolution2D, convolution2D_backward_filter, convolution2D_backward_input
