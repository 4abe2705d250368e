"""Processors of their own for threads that work side by side, where Linux lets us say so.

Threads of Python hand the interpreter's lock to each other at every NumPy call, and the scheduler
tends to put a thread where the one is that woke it. Two threads that end up on one processor stay
there for a while although another one is idle.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Share = tuple[set[int], set[int]]  # a thread's processors while it works, and all of them


def shares(count: int) -> list[Share | None]:
    """Deal the processors out to so many threads; ``None`` where that is not possible."""
    if count == 1 or not hasattr(os, "sched_getaffinity"):
        return [None] * count
    processors = sorted(os.sched_getaffinity(0))
    if len(processors) < count:
        return [None] * count
    return [(set(processors[number::count]), set(processors)) for number in range(count)]


@contextmanager
def kept_to(share: Share | None) -> Iterator[None]:
    """Keep the calling thread to its share of the processors; a sandbox may forbid it."""
    if share is None:
        yield
        return
    own, every = share
    with suppress(OSError):
        os.sched_setaffinity(0, own)
    try:
        yield
    finally:
        with suppress(OSError):
            os.sched_setaffinity(0, every)
