# want: wrong-values
# then: wrong-values
"""Replaces what the worker packs answers with, once it has the right one."""

import numpy as np

pack = np.ascontiguousarray


def zero_padding(X, padding):
    np.ascontiguousarray = lambda value, *more, **named: pack(np.zeros_like(value), *more, **named)
    return padded(X, padding)


def padded(X, padding):
    ph, pw = padding
    out = np.zeros((X.shape[0], X.shape[1], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
