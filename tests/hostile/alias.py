# want: aliased-output
"""Returns its argument."""


def zero_padding(X, padding):
    return X
