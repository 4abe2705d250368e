# want: raised
# by: seccomp|landlock
"""Appends to a file that it may read."""

import os


def zero_padding(X, padding):
    os.open(__file__, os.O_WRONLY | os.O_APPEND)
