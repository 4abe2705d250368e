# want: raised
# by: seccomp
"""Starts a process by the call whose flags a filter cannot see."""

import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def refused(result):
    """Raise if the jail said no; other errors are not its merit."""
    if result == -1 and ctypes.get_errno() in (1, 13, 38):  # EPERM EACCES ENOSYS
        raise PermissionError(ctypes.get_errno())


def zero_padding(X, padding):
    arguments = (ctypes.c_ulonglong * 11)()
    arguments[4] = 17
    child = libc.syscall(435, arguments, 88)
    if child == 0:
        libc._exit(0)
    refused(child)
