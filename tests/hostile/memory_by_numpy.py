# want: memory-limit
"""Asks NumPy for a tebibyte."""

import numpy as np


def zero_padding(X, padding):
    return np.zeros(1 << 37)
