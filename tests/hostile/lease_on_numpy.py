# want: raised
# by: seccomp
"""Takes out a lease on a file that every worker opens, and lets them wait."""

import fcntl
import time


import numpy as np


def zero_padding(X, padding):
    with open(np.__file__) as file:
        fcntl.fcntl(file, 1024, fcntl.F_WRLCK)  # F_SETLEASE
        time.sleep(0.1)
