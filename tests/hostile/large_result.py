# want: reply-too-large
"""Returns 128 MiB."""

import numpy as np


def zero_padding(X, padding):
    return np.zeros(1 << 24)
