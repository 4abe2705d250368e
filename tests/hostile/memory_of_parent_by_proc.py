# want: raised
# by: landlock
"""Reads its parent's memory as a file."""

import os


def zero_padding(X, padding):
    open(f'/proc/{os.getppid()}/mem', 'rb')
