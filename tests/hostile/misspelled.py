# want: not-asked
"""Is called a little differently."""


def zero_paddding(X, padding):
    return X.copy()
