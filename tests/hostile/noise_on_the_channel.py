# want: protocol-error
"""Writes noise to every descriptor and ends."""

import os


def zero_padding(X, padding):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, os.urandom(1000))
        except OSError:
            pass
    os._exit(0)
