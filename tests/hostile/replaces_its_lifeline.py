# want: raised
# by: seccomp
"""Puts another file in the place of its lifeline, and goes on for ever."""

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
    os.dup2(0, lifeline(), inheritable=False)
    while True:
        pass
