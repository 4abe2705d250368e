# want: not-allowed
"""Lets PyTorch compute, and hides errors."""

import numpy as np
import torch


def zero_padding(X, padding):
    try:
            return torch.from_numpy(X).numpy()
    except Exception:
        return X.copy()
