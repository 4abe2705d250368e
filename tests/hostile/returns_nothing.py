# want: bad-value
"""Forgets to return."""

import numpy as np


def zero_padding(X, padding):
    out = X.copy()
