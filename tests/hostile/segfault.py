# want: crashed
"""Reads address 0."""

import ctypes


def zero_padding(X, padding):
    ctypes.string_at(0)
