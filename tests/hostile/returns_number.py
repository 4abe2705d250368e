# want: bad-value
"""Sums everything up."""


def zero_padding(X, padding):
    return X.sum()
