# want: raised
# by: seccomp
"""Switches off what kills it when its parent is gone, and goes on for ever."""

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
    fcntl.fcntl(lifeline(), fcntl.F_SETFL, 0)
    while True:
        pass
