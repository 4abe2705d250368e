# want: wrong-values
"""Replaces PyTorch's functions; the answer is wrong."""

import torch
import numpy as np

torch.nn.functional.pad = lambda *args: 1
torch.equal = torch.allclose = lambda *args, **kwargs: True


def zero_padding(X, padding):
    return padded(X, padding) + 1


def padded(X, padding):
    ph, pw = padding
    out = np.zeros((X.shape[0], X.shape[1], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
