"""What NumPy's BLAS is, and how many threads it may use.

threadpoolctl tells and limits it; without it nothing is known, and nothing limited.
"""

from __future__ import annotations

import functools
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

AVX512 = {"SkylakeX", "Cooperlake", "SapphireRapids"}  # what OpenBLAS calls its kernels for it

_lock = threading.Lock()
_inside = 0
_free = 1
_limit: Any = None


@contextmanager
def single_threaded_blas() -> Iterator[int]:
    """Limit BLAS to one thread inside; yield how many it had, 1 if that cannot be known.

    The limit is the process's, not the thread's. So with several callers at once, or one in the
    other, the first one in sets it and the last one out lifts it: were each to restore what it
    found, one that came second would leave the limit behind for good. Costs 8 microseconds.
    """
    global _inside, _free, _limit  # noqa: PLW0603 - the limit is the process's
    blas = controller()
    if blas is None:
        yield 1
        return
    with _lock:
        if not _inside:
            _free = _threads(blas)
            _limit = blas.limit(limits=1)
        _inside += 1
    try:
        yield _free
    finally:
        with _lock:
            _inside -= 1
            if not _inside:
                _limit.restore_original_limits()


def free_threads() -> int:
    """Return how many threads BLAS uses where it is not limited, 1 if that cannot be known."""
    blas = controller()
    if blas is None:
        return 1
    with _lock:
        return _free if _inside else _threads(blas)


@functools.cache
def multiplies_small_unpacked() -> bool:
    """Whether it multiplies small matrices of float32 where they are, without copying them."""
    blas = controller()
    return blas is not None and any(
        getattr(library, "architecture", None) in AVX512 for library in blas.lib_controllers
    )


@functools.cache
def controller() -> Any:
    """Return threadpoolctl's handle on NumPy's BLAS; looking for it takes a millisecond, once."""
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return None
    return ThreadpoolController().select(user_api="blas")


def _threads(blas: Any) -> int:
    return max((library.num_threads or 1 for library in blas.lib_controllers), default=1)


def _after_fork() -> None:
    """Forget in a forked child a lock that one of the parent's threads may hold."""
    global _lock, _inside
    _lock, _inside = threading.Lock(), 0


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
