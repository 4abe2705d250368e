# want: raised
# by: seccomp
"""Names its parent as the one who gets a pipe's signals, in the extended way."""

import fcntl
import os
import struct


def zero_padding(X, padding):
    end, _ = os.pipe()
    fcntl.fcntl(end, 15, struct.pack('ii', 1, os.getppid()))  # F_SETOWN_EX
