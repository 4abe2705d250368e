# want: timeout
"""Loops at the call."""


def zero_padding(X, padding):
    while True:
        pass
