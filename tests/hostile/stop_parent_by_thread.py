# want: raised
"""Signals the supervisor's main thread."""

import ctypes
import os


def zero_padding(X, padding):
    if ctypes.CDLL(None, use_errno=True).tgkill(os.getppid(), os.getppid(), 19) == -1:
        raise PermissionError(ctypes.get_errno())
