# want: aliased-output
"""Returns a view of a view of its argument."""

import numpy as np


def zero_padding(X, padding):
    return np.lib.stride_tricks.as_strided(X[::-1].T, (1, 1), (8, 8))
