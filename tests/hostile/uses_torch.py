# want: not-allowed
"""Lets PyTorch compute."""

import torch.nn.functional as F
import torch


def zero_padding(X, padding):
    ph, pw = padding
    return F.pad(torch.from_numpy(X), (pw, pw, ph, ph)).numpy()
