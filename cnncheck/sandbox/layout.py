"""Copies of arrays that lie in memory as the originals do, so that strides are tested too.

Imported by the worker process: NumPy and nothing of ours.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MARGIN = 64
"""Bytes of foreign memory on either side of a strided copy; a multiple of every alignment."""

_PIECE = 1 << 20
"""Bytes that are compared at once."""

_LARGEST_SPREAD = 16
"""A view that is spread wider than this many times its own size is handed over contiguous."""


class Handed:
    """One array as it is handed to the code under test, and what it was before.

    Attributes
    ----------
    array : ndarray
        Same shape, dtype and (where that is possible) strides as the original, and as writable.
    """

    __slots__ = ("_before", "_memory", "_shape", "_strides", "array")

    def __init__(
        self,
        original: NDArray[Any],
        strides: tuple[int, ...] | None = None,
        writeable: bool | None = None,
    ) -> None:
        self.array, self._memory = _copy(original, strides or original.strides)
        if not (original.flags.writeable if writeable is None else writeable):
            self.array = self.array.view()
            self.array.flags.writeable = False
        self._shape, self._strides = self.array.shape, self.array.strides
        plain = self._memory.dtype == original.dtype and original.flags.c_contiguous
        # A large array in C order is told from the original, without another copy.
        large = plain and original.nbytes > _PIECE
        self._before = _bytes(original) if large else self._memory.tobytes("A")

    @property
    def changed(self) -> bool:
        """Whether a byte of it, or its shape, is no longer what it was."""
        array = self.array
        if array.shape != self._shape or array.strides != self._strides:
            return True
        if isinstance(self._before, bytes):
            return self._memory.tobytes("A") != self._before
        now, before = _bytes(self._memory), self._before
        return any(
            now[first : first + _PIECE].tobytes() != before[first : first + _PIECE].tobytes()
            for first in range(0, now.size, _PIECE)
        )

    def was(self, other: Handed) -> bool:
        """Whether it was handed over the same as another: its shape, dtype, strides and values."""
        alike = (self._shape, self._strides) == (other._shape, other._strides)
        if not alike or self.array.dtype != other.array.dtype:
            return False
        before, then = self._before, other._before
        return bool(np.array_equal(np.frombuffer(before, np.uint8), np.frombuffer(then, np.uint8)))


def read_on(array: NDArray[Any]) -> NDArray[Any]:
    """Return what is read from the first element on by who takes an array to be in C order."""
    handed = Handed(array)
    memory, first = handed._memory, handed.array
    if memory.dtype != np.uint8 or memory.ndim != 1:
        return first
    start = first.__array_interface__["data"][0] - memory.__array_interface__["data"][0]
    return np.ndarray(array.shape, array.dtype, memory, start).copy()


def _bytes(array: NDArray[Any]) -> NDArray[Any]:
    """Return what a C-contiguous array holds, as it lies in memory."""
    return array.reshape(-1).view(np.uint8)


def _copy(original: NDArray[Any], strides: tuple[int, ...]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the copy, and the array that owns all the memory in which it lies."""
    spread = _spread(original.shape, strides, original.itemsize)
    if spread is None or original.size == 0 or strides == _c_strides(original):
        whole = original.copy(order="C")
        return whole, whole
    below, above = spread
    dense = not below and above == original.nbytes
    # Everything around the view is 0xFF: NaN in floating point, so code that reads past the
    # strides (with as_strided, say) sees nonsense rather than zeros that happen to be right.
    margin = 0 if dense else _MARGIN
    start = below if dense else margin + -(-below // _MARGIN) * _MARGIN
    # As much as would be read from the first element on by who takes it to be in C order.
    base = np.full(start + max(above, original.nbytes) + margin, 0xFF, np.uint8)
    view: NDArray[Any] = np.ndarray(original.shape, original.dtype, base, start, strides)
    view[...] = original
    return view, base


def _c_strides(array: NDArray[Any]) -> tuple[int, ...]:
    strides, step = [], array.itemsize
    for length in reversed(array.shape):
        strides.append(step)
        step *= length
    return tuple(reversed(strides))


def _spread(
    shape: tuple[int, ...], strides: tuple[int, ...], itemsize: int
) -> tuple[int, int] | None:
    """Bytes below and above the first element; ``None`` where elements may share memory."""
    below, above = 0, itemsize
    reach = itemsize
    for stride, length in sorted(
        ((s, n) for s, n in zip(strides, shape, strict=True) if s and n > 1),
        key=lambda pair: abs(pair[0]),
    ):
        if abs(stride) < reach or stride % itemsize:
            return None
        reach += abs(stride) * (length - 1)
        extent = stride * (length - 1)
        below, above = below - min(extent, 0), above + max(extent, 0)
    nbytes = itemsize * math.prod(shape)
    return None if below + above > max(_LARGEST_SPREAD * nbytes, 4096) else (below, above)
