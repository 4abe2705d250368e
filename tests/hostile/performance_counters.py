# want: raised
# by: seccomp
"""Counts what a processor does for others."""

import ctypes
import platform
import struct

libc = ctypes.CDLL(None, use_errno=True)


def refused(result):
    """Raise if the jail said no; other errors are not its merit."""
    if result == -1 and ctypes.get_errno() in (1, 13, 38):  # EPERM EACCES ENOSYS
        raise PermissionError(ctypes.get_errno())


NUMBER = {"x86_64": 298, "aarch64": 241}[platform.machine()]


def zero_padding(X, padding):
    attributes = ctypes.create_string_buffer(struct.pack('=IIQ', 1, 112, 0), 112)
    refused(libc.syscall(NUMBER, attributes, 0, -1, -1, 0))
