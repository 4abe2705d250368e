# want: output-flood
"""Writes to standard error without end."""

import os


def zero_padding(X, padding):
    while True:
        os.write(2, b"x" * 60_000)
