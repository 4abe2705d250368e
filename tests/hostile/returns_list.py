# want: bad-value
"""Returns nested lists."""


def zero_padding(X, padding):
    return X.tolist()
