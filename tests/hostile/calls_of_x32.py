# want: crashed
# by: seccomp
"""Makes a call by the x32 interface, with numbers of its own."""

import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)


def refused(result):
    """Raise if the jail said no; other errors are not its merit."""
    if result == -1 and ctypes.get_errno() in (1, 13, 38):  # EPERM EACCES ENOSYS
        raise PermissionError(ctypes.get_errno())


def zero_padding(X, padding):
    if platform.machine() != 'x86_64':
        os.kill(os.getpid(), 31)
    libc.syscall(0x40000000 | 57)
