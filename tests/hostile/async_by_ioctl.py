# want: raised
# by: seccomp
"""Switches a pipe's signals on by the other way."""

import fcntl
import os
import struct


def zero_padding(X, padding):
    end, _ = os.pipe()
    fcntl.ioctl(end, 0x5452, struct.pack('i', 1))  # FIOASYNC
