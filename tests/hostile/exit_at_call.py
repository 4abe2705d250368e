# want: raised
"""Calls sys.exit."""

import sys


def zero_padding(X, padding):
    sys.exit(0)
