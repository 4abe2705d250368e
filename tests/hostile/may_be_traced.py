# want: raised
# by: seccomp
"""Allows every process to trace it."""

import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def refused(result):
    """Raise if the jail said no; other errors are not its merit."""
    if result == -1 and ctypes.get_errno() in (1, 13, 38):  # EPERM EACCES ENOSYS
        raise PermissionError(ctypes.get_errno())


def zero_padding(X, padding):
    refused(libc.prctl(0x59616D61, ctypes.c_ulong(-1).value, 0, 0, 0))  # PR_SET_PTRACER
