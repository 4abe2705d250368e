# want: raised
"""Calls itself without end."""


def zero_padding(X, padding):
    return zero_padding(X, padding)
