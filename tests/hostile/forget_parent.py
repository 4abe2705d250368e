# want: raised
"""Asks not to be killed with its parent."""

import ctypes


def zero_padding(X, padding):
    if ctypes.CDLL(None, use_errno=True).prctl(1, 0, 0, 0, 0) == -1:
        raise PermissionError(ctypes.get_errno())
