# want: raised
"""Leaves a System V segment behind."""

import ctypes


def zero_padding(X, padding):
    if ctypes.CDLL(None, use_errno=True).shmget(0x636E6E, 4096, 0o1666) == -1:
        raise PermissionError(ctypes.get_errno())
