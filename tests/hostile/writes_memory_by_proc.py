# want: raised
# by: seccomp|landlock
"""Writes its own memory as a file."""

import os


def zero_padding(X, padding):
    open('/proc/self/mem', 'r+b')
