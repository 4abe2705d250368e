# want: raised
"""Reads the supervisor's memory by a system call."""

import ctypes
import os


def zero_padding(X, padding):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.process_vm_readv(os.getppid(), None, 0, None, 0, 0) == -1:
        raise PermissionError(ctypes.get_errno())
