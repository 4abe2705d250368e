# want: raised
# by: seccomp|landlock
"""Renames the copy of its own code."""

import os


def zero_padding(X, padding):
    os.rename(__file__, __file__ + '.old')
