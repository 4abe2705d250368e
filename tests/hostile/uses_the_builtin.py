# want: forbidden
"""Lets cnncheck's own layers compute."""

from cnncheck.layers import zero_padding as theirs


def zero_padding(X, padding):
    return theirs(X, padding)
