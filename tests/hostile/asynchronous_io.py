# want: raised
# by: seccomp
"""Makes a queue of reads and writes."""

import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)


def refused(result):
    """Raise if the jail said no; other errors are not its merit."""
    if result == -1 and ctypes.get_errno() in (1, 13, 38):  # EPERM EACCES ENOSYS
        raise PermissionError(ctypes.get_errno())


NUMBER = {"x86_64": 206, "aarch64": 0}[platform.machine()]


def zero_padding(X, padding):
    refused(libc.syscall(NUMBER, 8, ctypes.byref(ctypes.c_ulong())))
