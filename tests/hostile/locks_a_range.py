# want: raised
# by: seccomp
"""Locks a part of a file that every worker reads."""

import fcntl


import numpy as np


def zero_padding(X, padding):
    with open(np.__file__) as file:
        fcntl.lockf(file, fcntl.LOCK_SH)
