# want: raised
# by: seccomp|landlock
"""Changes how core dumps are written."""

import os


def zero_padding(X, padding):
    open('/proc/sys/kernel/core_pattern', 'w')
