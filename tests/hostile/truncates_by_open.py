# want: raised
# by: seccomp|landlock
"""Empties a file that it may read by opening it for reading."""

import os


def zero_padding(X, padding):
    os.open(__file__, os.O_RDONLY | os.O_TRUNC)
