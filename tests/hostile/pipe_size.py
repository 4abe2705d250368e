# want: raised
# by: seccomp
"""Takes pipe memory, of which a user has only so much."""

import fcntl
import os


def zero_padding(X, padding):
    ends = [os.pipe()[0] for _ in range(8)]
    for end in ends:
        fcntl.fcntl(end, 1031, 1 << 20)  # F_SETPIPE_SZ
