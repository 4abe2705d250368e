# want: raised
# by: seccomp
"""Puts its parent on one processor."""

import os


def zero_padding(X, padding):
    os.sched_setaffinity(os.getppid(), {0})
