# want: wrong-shape
"""Returns one element, which broadcasts."""

import numpy as np


def zero_padding(X, padding):
    return np.zeros((1, 1, 1, 1))
