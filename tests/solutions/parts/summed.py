"""Convolutions as sums of products, made of a way to add up, an order and a precision."""

import numpy as np
from parts.plain import size_of, under, zero_padding


def convolutions(total, order=np.ndindex, precision=None):
    """The three passes.

    Parameters
    ----------
    total : callable
        Adds up a list of arrays.
    order : callable
        Yields the indices of a shape, in the order in which they are added.
    precision : dtype, optional
        Of the products and sums; by default that of the input.
    """

    def wide(array):
        return array.astype(precision or array.dtype)

    def convolution2D(X, W, stride, padding):
        dtype, X = X.dtype, wide(zero_padding(X, padding))
        size = size_of(X, W, stride)
        terms = [
            X[under(k, l, stride, size)][:, None, c] * W[:, c, k, l, None, None]
            for c, k, l in order(*W.shape[1:])
        ]
        return total(terms).astype(dtype)

    def convolution2D_backward_filter(out_grad, X, W, stride):
        size = out_grad.shape[2:]
        dW = np.zeros_like(W)
        for k, l in np.ndindex(*W.shape[2:]):
            read = wide(X)[under(k, l, stride, size)]
            terms = [
                out_grad[n, :, None, i, j] * read[n, None, :, i, j]
                for n, i, j in order(len(X), *size)
            ]
            dW[:, :, k, l] = total(terms).astype(X.dtype)
        return dW

    def convolution2D_backward_input(out_grad, X, W, stride):
        terms = []
        for f, k, l in order(len(W), *W.shape[2:]):
            term = np.zeros(X.shape, precision or X.dtype)
            place = under(k, l, stride, out_grad.shape[2:])
            term[place] = wide(out_grad)[:, f, None] * W[f, :, k, l, None, None]
            terms.append(term)
        return total(terms).astype(X.dtype)

    return convolution2D, convolution2D_backward_filter, convolution2D_backward_input
