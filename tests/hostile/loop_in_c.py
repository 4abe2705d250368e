# want: timeout
"""Loops in C and never gives up the interpreter lock."""

import itertools


def zero_padding(X, padding):
    return sum(itertools.repeat(1))
