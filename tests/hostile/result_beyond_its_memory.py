# want: crashed
"""Returns a view of 64 MiB over 8 bytes."""

import numpy as np
from numpy.lib.stride_tricks import as_strided


def zero_padding(X, padding):
    return as_strided(np.zeros(1), (1 << 23,), (8,))
