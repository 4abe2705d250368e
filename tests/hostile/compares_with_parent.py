# want: raised
# by: seccomp
"""Compares its files with its parent's."""

import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)


def refused(result):
    """Raise if the jail said no; other errors are not its merit."""
    if result == -1 and ctypes.get_errno() in (1, 13, 38):  # EPERM EACCES ENOSYS
        raise PermissionError(ctypes.get_errno())


NUMBER = {"x86_64": 312, "aarch64": 272}[platform.machine()]


def zero_padding(X, padding):
    refused(libc.syscall(NUMBER, os.getpid(), os.getppid(), 2, 0, 0))  # KCMP_FILES
