# want: raised
# by: seccomp
"""Starts a thread in namespaces of its own."""

import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)


def refused(result):
    """Raise if the jail said no; other errors are not its merit."""
    if result == -1 and ctypes.get_errno() in (1, 13, 38):  # EPERM EACCES ENOSYS
        raise PermissionError(ctypes.get_errno())


NUMBER = {"x86_64": 56, "aarch64": 220}[platform.machine()]


def zero_padding(X, padding):
    refused(libc.syscall(NUMBER, 0x3D0F00 | 0x20000000, None, None, None, None))
