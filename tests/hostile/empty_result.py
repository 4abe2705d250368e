# want: wrong-shape
"""Returns nothing, of which every element is right."""

import numpy as np


def zero_padding(X, padding):
    return np.zeros((0, 0, 0, 0))
