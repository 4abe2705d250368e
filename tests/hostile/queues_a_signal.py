# want: raised
# by: seccomp
"""Queues a harmless signal at its parent."""

import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)


def refused(result):
    """Raise if the jail said no; other errors are not its merit."""
    if result == -1 and ctypes.get_errno() in (1, 13, 38):  # EPERM EACCES ENOSYS
        raise PermissionError(ctypes.get_errno())


NUMBER = {"x86_64": 129, "aarch64": 138}[platform.machine()]


def zero_padding(X, padding):
    refused(libc.syscall(NUMBER, os.getppid(), 0, ctypes.create_string_buffer(128)))
