# want: raised
# by: seccomp|landlock
"""Writes to the kernel's log."""

import os


def zero_padding(X, padding):
    open('/dev/kmsg', 'w')
