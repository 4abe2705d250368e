"""The six functions as one tensordot for each filter tap."""

import numpy as np

from parts.plain import pool_back, pool_forward, size_of, under, zero_padding


def convolution2D(X, W, stride, padding):
    X = zero_padding(X, padding)
    size = size_of(X, W, stride)
    out = np.zeros((len(X), *size, len(W)), X.dtype)
    for k, l in np.ndindex(*W.shape[2:]):
        out += np.tensordot(X[under(k, l, stride, size)], W[:, :, k, l], axes=(1, 1))
    return np.moveaxis(out, 3, 1)


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros_like(W)
    for k, l in np.ndindex(*W.shape[2:]):
        read = X[under(k, l, stride, out_grad.shape[2:])]
        dW[:, :, k, l] = np.tensordot(out_grad, read, axes=((0, 2, 3), (0, 2, 3)))
    return dW


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros_like(X)
    for k, l in np.ndindex(*W.shape[2:]):
        sent = np.tensordot(out_grad, W[:, :, k, l], axes=(1, 0))
        dX[under(k, l, stride, out_grad.shape[2:])] += np.moveaxis(sent, 3, 1)
    return dX
