# want: bad-value
"""Yields instead of returning."""


def zero_padding(X, padding):
    yield X.copy()
