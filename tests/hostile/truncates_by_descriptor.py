# want: raised
# by: seccomp|landlock
"""Empties a file that it may read by its descriptor."""

import os


def zero_padding(X, padding):
    os.ftruncate(os.open(__file__, os.O_RDWR), 0)
