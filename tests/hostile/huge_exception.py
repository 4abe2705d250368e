# want: unsupported
"""Raises an error with a message of 100 MB."""


def zero_padding(X, padding):
    raise ValueError("x" * 10**8)
