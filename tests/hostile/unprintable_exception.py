# want: unsupported
"""Raises an error whose message is no text."""


def zero_padding(X, padding):
    raise ValueError("\udc80\x1b[2J\0")
