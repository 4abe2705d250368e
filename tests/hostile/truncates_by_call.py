# want: raised
# by: seccomp|landlock
"""Empties a file that it may read by name."""

import os


def zero_padding(X, padding):
    os.truncate(__file__, 0)
