# want: bad-value
"""Returns the result and a cache."""


def zero_padding(X, padding):
    return X.copy(), {}
