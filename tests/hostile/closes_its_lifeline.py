# want: raised
# by: seccomp
"""Closes what kills it when its parent is gone, and goes on for ever."""

import fcntl
import os


def lifeline():
    for number in range(64):
        try:
            if fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ASYNC:
                return number
        except OSError:
            continue
    return None


def zero_padding(X, padding):
    os.close(lifeline())
    while True:
        pass
