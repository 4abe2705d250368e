# want: raised
# by: seccomp
"""Starts a shell as subprocess does, by vfork."""

import os


def zero_padding(X, padding):
    os.posix_spawn('/bin/sh', ['sh', '-c', 'sleep 600'], {})
