# want: raised
# by: seccomp
"""Has the kernel tell what others do in NumPy's folder."""

import fcntl
import os


import numpy as np


def zero_padding(X, padding):
    place = os.open(os.path.dirname(np.__file__), os.O_RDONLY)
    fcntl.fcntl(place, 1026, 0x3F)  # F_NOTIFY
