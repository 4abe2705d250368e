# want: raised
"""Raises KeyboardInterrupt."""


def zero_padding(X, padding):
    raise KeyboardInterrupt
