# want: raised
# by: seccomp
"""Reopens what it has open, for writing."""

import os


def zero_padding(X, padding):
    os.open('/proc/self/fd/2', os.O_WRONLY)
