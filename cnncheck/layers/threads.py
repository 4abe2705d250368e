"""Large problems are cut into tiles, and the tiles are shared out among threads.

NumPy lets go of the interpreter's lock while it copies and multiplies, so plain Python threads do
run side by side. Three rules keep this quick and the results the same whatever the number of threads:

* How a problem is cut does not depend on the number of threads, unless numbers are only moved or
  the matrix products stay the same; and no two tiles write, or add to, the same element.
* While tiles run, each thread has processors of its own (see `processors`): otherwise layers took up
  to twice as long in every call after a pause.
* While tiles run, BLAS itself is limited to one thread: threads over threads ran 1.3 to 1.9 times
  slower than either alone. threadpoolctl does that; without it the tiles run one after another, and
  BLAS uses what threads it likes within each.
"""

from __future__ import annotations

import functools
import os
from collections import deque
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from cnncheck.layers.blas import controller, free_threads, single_threaded_blas
from cnncheck.layers.processors import Share, kept_to, shares

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from concurrent.futures import ThreadPoolExecutor
    from types import TracebackType

    from cnncheck.layers._arguments import Array


T = TypeVar("T")


class Scratch:
    """Buffers that a worker uses again for every tile; a fresh one would cost its page faults.

    It lives as long as one call, so nothing stays behind; what is prepared must not refer to it, or it
    would wait for the collector of cycles.
    """

    def __init__(self) -> None:
        self._buffers: dict[str, Array] = {}
        self._prepared: dict[Any, Any] = {}
        self._last: Any = None

    def array(self, name: str, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
        """Return a C-contiguous array with arbitrary contents."""
        size = 1
        for length in shape:
            size *= length
        buffer = self._buffers.get(name)
        if buffer is None or buffer.size < size:
            buffer = self._buffers[name] = np.empty(size, dtype)
        return buffer[:size].reshape(shape)

    def prepared(self, size: Any, prepare: Callable[..., T], *arguments: Any) -> T:
        """Return what was prepared on these buffers for tiles of one size: once, the largest first."""
        if size not in self._prepared:
            self._prepared[size] = prepare(*arguments, self)
        return self._prepared[size]  # type: ignore[no-any-return]

    def take(self, owner: object) -> bool:
        """Take what is written only once; return whether `owner` had it last, so that it is still there."""
        again = self._last is owner
        self._last = owner
        return again


class use_threads:  # noqa: N801 - it reads as a function and in a with statement
    """Set how many threads large problems may use; in a ``with`` statement, until its end.

    Parameters
    ----------
    count : int or None
        At least 1. ``None`` is the initial setting: as many as BLAS would use, which knows the
        processors and follows OPENBLAS_NUM_THREADS and its like; 1 without threadpoolctl.

    Notes
    -----
    The setting holds for the whole process. Results are the same bit for bit for every count.

    Examples
    --------
    >>> with use_threads(2):
    ...     out = convolution2D(X, W, stride=(1, 1), padding=(1, 1))  # doctest: +SKIP
    """

    count: int | None = None

    def __init__(self, count: int | None) -> None:
        if count is not None and (isinstance(count, bool) or not isinstance(count, int)):
            raise TypeError(
                f"count must be an integer or None, but got {count!r} ({type(count).__name__})"
            )
        if count is not None and count < 1:
            raise ValueError(f"count must be at least 1, but got {count}")
        self._before = use_threads.count
        use_threads.count = count

    def __enter__(self) -> None:
        """Do nothing: the setting already holds."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        use_threads.count = self._before


def allowed() -> int:
    """Return how many threads may work: a cut that changes no result may depend on it."""
    if use_threads.count:
        return use_threads.count
    return free_threads()


def for_each(work: Callable[[Any, Scratch], None], tiles: Iterable[Any]) -> None:
    """Call ``work(tile, scratch)`` for every tile, in several threads where that is allowed.

    An exception in any of them is raised here, after all have stopped.
    """
    waiting = deque(tiles)
    if len(waiting) <= 1:  # without what threads need, which takes as long as a small tile
        with np.errstate(all="ignore"):
            for tile in waiting:
                work(tile, Scratch())
        return
    with single_threaded_blas() as free:
        count = min(use_threads.count or free, len(waiting))
        if controller() is None:
            count = 1
        own, *others = shares(count)
        helpers = [_pool().submit(_work_off, work, waiting, share) for share in others]
        try:
            _work_off(work, waiting, own)
        finally:
            errors = [helper.exception() for helper in helpers]  # waits for each
    for error in errors:
        if error is not None:
            raise error


def sums_of_groups(
    total_of: Callable[[Any, Sequence[Any], Scratch], Array],
    parts: Sequence[Any],
    tiles: Sequence[Any],
    groups: int,
) -> list[Array]:
    """Return for each part the sum of what groups of tiles contribute, added up in their order.

    So several threads have work, and the rounding does not depend on their number.
    ``total_of(part, tiles, scratch)`` returns one group's.
    """
    cut = blocks(len(tiles), ceil_div(len(tiles), max(1, groups)))
    found: dict[tuple[int, ...], Array] = {}

    def work(job: tuple[int, ...], scratch: Scratch) -> None:
        part, group = job
        found[job] = total_of(parts[part], tiles[slice(*cut[group])], scratch)

    for_each(work, np.ndindex(len(parts), len(cut)))
    for part, group in np.ndindex(len(parts), len(cut)):
        if group:
            found[part, 0] += found[part, group]
    return [found[part, 0] for part in range(len(parts))]


def blocks(count: int, size: int) -> list[tuple[int, int]]:
    """Cut range(count) into even pieces of at most `size`."""
    size = ceil_div(count, max(1, ceil_div(count, size)))
    return [(first, min(count, first + size)) for first in range(0, count, max(1, size))]


def ceil_div(a: int, b: int) -> int:
    """Return a / b, rounded up."""
    return -(-a // b)


def _work_off(
    work: Callable[[Any, Scratch], None], waiting: deque[Any], share: Share | None = None
) -> None:
    scratch = Scratch()
    with np.errstate(all="ignore"), kept_to(share):  # a new thread does not inherit the caller's
        while True:
            try:
                tile = waiting.popleft()
            except IndexError:
                return
            try:
                work(tile, scratch)
            except BaseException:
                waiting.clear()
                raise


@functools.cache
def _pool() -> ThreadPoolExecutor:
    """Return the one pool of helpers; it starts a thread only when none is idle."""
    from concurrent.futures import ThreadPoolExecutor  # 5 ms that small problems need not pay

    return ThreadPoolExecutor(64, thread_name_prefix="cnncheck.layers")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.cache_clear)  # the child has none of its threads
