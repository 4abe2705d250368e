"""Drawing inputs from a seed.

Every value comes from NumPy's legacy generator, whose stream NumPy has frozen, so that a seed
names the same numbers on every machine and in every year.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.dtypes import cast, finfo, is_integer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.operators.case import Fill, Layout
    from cnncheck.operators.problem import Array

INTEGER_LIMIT = 127
"""Bound of ``integers``: small enough to read in a message, too large to survive int8 sums."""

SMALL_FACTOR = 3
"""Bound of the other factor when one is wide."""

WIDE_LIMIT = {
    "int8": 2**7 - 1,
    "int32": 2**30 - 1,
    "bfloat16": 2**8 - 1,
    "float16": 2**11 - 1,
    "float32": 2**20 - 1,
    "float64": 2**40 - 1,
}
"""Bounds of ``wide_integers``: beyond what the next narrower dtype can hold."""

_CHANCE_OF_TIES = 5 / 9
"""Of -1, the smaller of two among -1, 0 and 1."""

NONFINITE_SHARE = 32
"""In the first channel of ``nonfinite`` values, one in so many is NaN, as many +inf and -inf."""


def exact_limit(dtype: np.dtype[Any]) -> int:
    """Return the largest integer up to which sums of ``dtype`` hold every integer."""
    if is_integer(dtype):  # whose sums are int32
        return int(np.iinfo(np.int32).max)
    return int(2 ** (finfo(dtype).nmant + 1)) - 1


def integer_bound(dtype: np.dtype[Any], depth: int) -> int:
    """Bound b such that a sum of ``depth`` products of integers up to b is exact in ``dtype``."""
    return min(INTEGER_LIMIT, math.isqrt(exact_limit(dtype) // max(depth, 1)))


def wide_bound(dtype: np.dtype[Any], depth: int, factor: int = SMALL_FACTOR) -> int:
    """Largest odd b such that ``depth`` products of b and ``factor`` add up exactly."""
    bound = min(WIDE_LIMIT[dtype.name], exact_limit(dtype) // (max(depth, 1) * factor))
    return max(bound - (bound + 1) % 2, 1)


def full_bound(dtype: np.dtype[Any], depth: int, factors: int) -> int:
    """Largest b such that ``depth`` products of one or two factors up to b add up exactly."""
    room = exact_limit(dtype) // max(depth, 1)
    most = np.iinfo(dtype).max if is_integer(dtype) else room
    return max(min(room if factors == 1 else math.isqrt(room), most), 1)


_UNUSED: list[np.random.RandomState] = []


@contextmanager
def stream_of(seed: int) -> Iterator[np.random.RandomState]:
    """Lend a generator that begins with this seed; inside, it is the caller's alone.

    A new one costs an eighth of a millisecond, as it first asks the system for chance; one that was
    given back begins anew in two microseconds.
    """
    try:
        stream = _UNUSED.pop()
    except IndexError:  # another thread may have taken the last one just now
        stream = np.random.RandomState()
    stream.seed(seed)
    try:
        yield stream
    finally:
        _UNUSED.append(stream)


@dataclass(slots=True)
class Filler:
    """A source of arrays for the draws of one pass of one case.

    Attributes
    ----------
    fill : str
        What kind of values.
    dtype : numpy.dtype
    depth : int
        The accumulation depth K of the pass; exact fills keep sums of K products representable.
    stream : numpy.random.RandomState
        Shared by all arrays and draws of the pass, in the order in which they are drawn.
    chance : float
        How likely the likeliest integer was in the array drawn last; 0 where no integers were.
    """

    fill: Fill
    dtype: np.dtype[Any]
    depth: int
    stream: np.random.RandomState
    chance: float = 0.0

    def array(
        self,
        shape: tuple[int, ...],
        *,
        wide: bool = True,
        moved: bool = False,
        finite: bool = False,
        everywhere: bool = False,
    ) -> Array:
        """Draw one array.

        Parameters
        ----------
        shape : tuple of int
        wide : bool
            Whether this is the factor that gets the wide range under ``wide_integers``.
        moved : bool
            Whether its values are only moved, compared or added, never multiplied.
        finite : bool
            Whether it stays finite even under ``nonfinite``.
        everywhere : bool
            Whether ``nonfinite`` has a NaN in every channel, and not in the first alone.
        """
        self.chance = _CHANCE_OF_TIES if self.fill == "ties" else 0.0
        values = self._draw(shape, wide, moved)
        if self.fill == "nonfinite" and not finite:
            self._spoil(values[:, 0])
            for channel in range(1, values.shape[1]) if everywhere and len(values) else ():
                values[0, channel].flat[self.stream.randint(values[0, channel].size)] = np.nan
        return values.astype(self.dtype, copy=False)

    def _draw(self, shape: tuple[int, ...], wide: bool, moved: bool) -> Array:
        stream = self.stream
        match self.fill:
            case "uniform":
                return np.asarray(stream.rand(*shape))
            case "normal" | "nonfinite":
                return np.asarray(stream.randn(*shape))
            case "ties":
                # The smaller of two, so that not every window's maximum is 1.
                return np.minimum(self._integers(shape, 1), self._integers(shape, 1))
            case "integers":
                return self._integers(shape, integer_bound(self.dtype, self.depth))
            case "wide_integers":
                if not wide:
                    return self._integers(shape, SMALL_FACTOR)
                bound = wide_bound(self.dtype, self.depth, 1 if moved else SMALL_FACTOR)
                return self._integers(shape, (bound - 1) // 2) * 2 + 1
            case "full_integers":
                return self._integers(shape, full_bound(self.dtype, self.depth, 1 if moved else 2))

    def _integers(self, shape: tuple[int, ...], bound: int) -> Array:
        self.chance = self.chance or 1 / (2 * bound + 1)
        return self.stream.randint(-bound, bound + 1, size=shape, dtype=np.int64)

    def _spoil(self, channel: Array) -> None:
        """Put NaN, +inf and -inf into one channel: what does not read it must stay finite."""
        count = max(1, channel.size // NONFINITE_SHARE)
        places = np.unravel_index(self.stream.permutation(channel.size)[: 3 * count], channel.shape)
        channel[places] = np.resize([np.nan, np.inf, -np.inf], len(places[0]))


FOREIGN = 12345
"""What lies between the elements of a view: a value that no correct answer contains."""


def laid_out(array: Array, layout: Layout) -> Array:
    """Return the same values in the given memory layout, in memory of their own.

    ``strided`` is every second column of a larger array, ``offset`` the inside of one, so that code
    which reads the buffer as it lies is found out. ``broadcast`` has a step of 0 from image to image
    where all are alike, and like ``read_only`` cannot be written to.
    """
    match layout:
        case "F":
            return np.array(array, order="F")
        case "channels_last":
            return _in_order(array, (0, *range(2, array.ndim), 1) if array.ndim > 2 else None)
        case "transposed":
            plain = tuple(range(array.ndim))
            return _in_order(array, (*plain[:-2], *reversed(plain[-2:])))
        case "reversed":
            back = (slice(None, None, -1),) * array.ndim
            return np.array(array[back], order="C")[back]
        case "strided":
            every_second = (*(slice(None),) * (array.ndim - 1), slice(None, None, 2))
            return _within((*array.shape[:-1], 2 * array.shape[-1]), every_second, array)
        case "offset":
            inside = (slice(1, -1),) * array.ndim
            return _within(tuple(length + 2 for length in array.shape), inside, array)
        case "broadcast" if len(array) > 1 and (array == array[:1]).all():
            return np.broadcast_to(np.array(array[:1], order="C"), array.shape)
    made = np.array(array, order="C")
    made.flags.writeable = layout != "read_only"
    return made


def _in_order(array: Array, axes: tuple[int, ...] | None) -> Array:
    """Return an array whose axes lie in memory in this order."""
    if axes is None:
        return np.array(array, order="C")
    return np.array(array.transpose(axes), order="C").transpose(np.argsort(axes))


def _within(shape: tuple[int, ...], at: tuple[slice, ...], array: Array) -> Array:
    """Return a view of a larger array that holds the values."""
    view = cast(np.full(shape, FOREIGN), array.dtype)[at]
    view[...] = array
    return view
