"""Giving memory back to the system.

glibc asks the system for a large array's memory and gives it back when the array is gone; but from the
first one on it learns to keep memory of that size, up to 32 MiB, and what it keeps is in pieces.
A run of one case of some 100 MiB held twice as much then.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc

LARGE = 1 << 20
"""Bytes of an array whose memory goes back as soon as it is freed."""

KEPT = 8 << 20
"""Bytes of smaller ones that are kept for the next."""

OFTEN = 700
"""Objects that are made, and not yet freed, before garbage is looked for: as Python has it by itself."""

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # mallopt(3)


def give_back_large_arrays() -> None:
    """Keep no memory of large arrays in this process from now on, where the C library can be told.

    That is glibc; others do as they do. To ask the system anew each time made
    runs of single large cases 3 to 5 % slower. Garbage, which may hold arrays, is looked for often, but
    not among what is there by now.
    """
    gc.freeze()
    gc.set_threshold(OFTEN)
    with contextlib.suppress(OSError, TypeError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_TRIM_THRESHOLD, KEPT)
        mallopt(_M_MMAP_THRESHOLD, LARGE)
