# want: mutated-input
"""Swaps the axes of its argument in place."""

import numpy as np


def zero_padding(X, padding):
    X.shape = X.shape[::-1]
    return np.zeros(3)
