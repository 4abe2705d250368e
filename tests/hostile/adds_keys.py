# want: raised
# by: seccomp
"""Adds a key to the user's keyring."""

import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)


def refused(result):
    """Raise if the jail said no; other errors are not its merit."""
    if result == -1 and ctypes.get_errno() in (1, 13, 38):  # EPERM EACCES ENOSYS
        raise PermissionError(ctypes.get_errno())


NUMBER = {"x86_64": 248, "aarch64": 217}[platform.machine()]


def zero_padding(X, padding):
    refused(libc.syscall(NUMBER, b'user', b'cnncheck', b'x', 1, -4))
