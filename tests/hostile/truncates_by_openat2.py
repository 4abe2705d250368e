# want: raised
# by: seccomp|landlock
"""Empties a file by the call whose flags a filter cannot see."""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def refused(result):
    """Raise if the jail said no; other errors are not its merit."""
    if result == -1 and ctypes.get_errno() in (1, 13, 38):  # EPERM EACCES ENOSYS
        raise PermissionError(ctypes.get_errno())


def zero_padding(X, padding):
    how = (ctypes.c_ulonglong * 3)(os.O_RDONLY | os.O_TRUNC, 0, 0)
    refused(libc.syscall(437, -100, __file__.encode(), how, 24))
