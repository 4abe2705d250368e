# want: timeout|protocol-error
"""Begins a reply and never ends it."""

import os
import time


def zero_padding(X, padding):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b"R")
        except OSError:
            pass
    time.sleep(600)
