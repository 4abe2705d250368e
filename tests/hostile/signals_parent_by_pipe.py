# want: raised
# by: seccomp
"""Has the kernel kill its parent when a pipe can be read."""

import fcntl
import os


def zero_padding(X, padding):
    end, other = os.pipe()
    fcntl.fcntl(end, fcntl.F_SETOWN, os.getppid())
    fcntl.fcntl(end, 10, 0)  # F_SETSIG: only SIGIO
    fcntl.fcntl(end, fcntl.F_SETFL, os.O_ASYNC)
    os.write(other, b'x')
