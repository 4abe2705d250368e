# want: raised
"""Attaches to the supervisor as a debugger."""

import ctypes
import os


def zero_padding(X, padding):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(16, os.getppid(), 0, 0) == -1:
        raise PermissionError(ctypes.get_errno())
