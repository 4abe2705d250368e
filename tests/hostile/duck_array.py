# want: bad-value
"""Returns an object that can become an array."""

import numpy as np

class Duck:
    def __array__(self, dtype=None, copy=None):
        return np.zeros((1, 1))


def zero_padding(X, padding):
    return Duck()
