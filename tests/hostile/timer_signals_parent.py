# want: raised
# by: seccomp
"""Sets a timer that signals a thread of its parent."""

import ctypes
import os
import struct

libc = ctypes.CDLL(None, use_errno=True)


def refused(result):
    """Raise if the jail said no; other errors are not its merit."""
    if result == -1 and ctypes.get_errno() in (1, 13, 38):  # EPERM EACCES ENOSYS
        raise PermissionError(ctypes.get_errno())


def zero_padding(X, padding):
    event = ctypes.create_string_buffer(struct.pack('=Qiii', 0, 10, 4, os.getppid()), 64)
    if libc.timer_create(1, event, ctypes.byref(ctypes.c_void_p())) == -1:
        raise PermissionError(ctypes.get_errno())
