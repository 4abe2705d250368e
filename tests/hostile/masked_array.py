# want: bad-value
"""Returns a masked array."""

import numpy as np


def zero_padding(X, padding):
    return np.ma.masked_all(X.shape)
