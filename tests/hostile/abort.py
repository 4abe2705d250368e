# want: crashed
"""Aborts."""

import os


def zero_padding(X, padding):
    os.abort()
