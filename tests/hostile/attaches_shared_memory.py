# want: raised
# by: seccomp
"""Attaches shared memory, whoever made it."""

import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def refused(result):
    """Raise if the jail said no; other errors are not its merit."""
    if result == -1 and ctypes.get_errno() in (1, 13, 38):  # EPERM EACCES ENOSYS
        raise PermissionError(ctypes.get_errno())


def zero_padding(X, padding):
    libc.shmat.restype = ctypes.c_long
    refused(libc.shmat(0x7FFFFFF, None, 0))
