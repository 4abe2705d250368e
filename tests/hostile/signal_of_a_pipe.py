# want: raised
# by: seccomp
"""Chooses which signal a pipe sends."""

import fcntl
import os


def zero_padding(X, padding):
    end, _ = os.pipe()
    fcntl.fcntl(end, 10, 9)  # F_SETSIG
