# want: raised
"""Opens files without end."""

import os


def zero_padding(X, padding):
    while True:
        os.open("/dev/null", os.O_RDONLY)
