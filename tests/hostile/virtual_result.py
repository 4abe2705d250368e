# want: reply-too-large
"""Returns one number that claims to be a tebibyte."""

import numpy as np


def zero_padding(X, padding):
    return np.broadcast_to(np.float64(1), (1 << 37,))
