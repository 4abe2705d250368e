# want: bad-value
"""Returns records."""

import numpy as np


def zero_padding(X, padding):
    return np.zeros(X.shape, "f8,f8")
