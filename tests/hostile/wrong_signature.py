# want: raised
"""Takes one argument."""


def zero_padding(X):
    return X.copy()
