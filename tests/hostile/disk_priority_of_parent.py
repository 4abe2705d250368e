# want: raised
# by: seccomp
"""Takes its parent's turn at the disk."""

import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)


def refused(result):
    """Raise if the jail said no; other errors are not its merit."""
    if result == -1 and ctypes.get_errno() in (1, 13, 38):  # EPERM EACCES ENOSYS
        raise PermissionError(ctypes.get_errno())


NUMBER = {"x86_64": 251, "aarch64": 30}[platform.machine()]


def zero_padding(X, padding):
    refused(libc.syscall(NUMBER, 1, os.getppid(), 3 << 13))
