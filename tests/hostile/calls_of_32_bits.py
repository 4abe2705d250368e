# want: crashed
# by: seccomp
"""Makes a call as a 32-bit program, with numbers of its own."""

import ctypes
import mmap
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
    memory = mmap.mmap(-1, 4096, prot=7)
    memory.write(bytes.fromhex('b814000000cd80c3'))  # mov eax, 20; int 0x80; ret
    ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))()
