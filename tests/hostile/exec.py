# want: raised
"""Becomes another program."""

import os


def zero_padding(X, padding):
    os.execv("/bin/sleep", ["sleep", "600"])
