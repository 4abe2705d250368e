# want: crashed
"""Ends the process with a status."""

import os


def zero_padding(X, padding):
    os._exit(7)
