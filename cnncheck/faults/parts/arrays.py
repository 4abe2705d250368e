"""The parts that faults are put together from: changes of an array, whether it is read or returned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.operators.problem import Array

    ArrayChange = Callable[[Array], Array]


def flipped(*axes: int) -> ArrayChange:
    """Turn axes around."""
    return lambda array: np.flip(array, axes)


def square_swapped(array: Array) -> Array:
    """Exchange the last two axes where they are equally long, as ``[j, i]`` for ``[i, j]`` does."""
    if array.shape[-1] != array.shape[-2]:
        raise IndexError(f"index [j, i] leaves {array.shape}")
    return array.swapaxes(-1, -2)


def square_swapped_only(array: Array) -> Array:
    """Exchange the last two axes where they are equally long, and leave other arrays alone."""
    return array.swapaxes(-1, -2) if array.shape[-1] == array.shape[-2] else array


TRANSPOSED = (square_swapped, square_swapped_only)
"""Ways of exchanging rows and columns of what is read."""

RESULT_TRANSPOSED: tuple[ArrayChange, ArrayChange, ArrayChange] = (
    lambda out: out.swapaxes(-2, -1),
    *TRANSPOSED,
)
"""Ways of exchanging rows and columns of what is returned, the shape included."""


def turned(array: Array) -> Array:
    """Turn an image around, along all of its axes."""
    return np.flip(array, tuple(range(2, array.ndim)))


TURNED = (turned, flipped(-2), flipped(-1))
"""Ways of turning an image around."""


def front_reshaped(array: Array) -> Array:
    """Take the second axis to the front by a reshape, which leaves the elements where they lie."""
    first, second, *others = array.shape
    return array.reshape(second, first, *others).swapaxes(0, 1)


LEADING_SWAPPED: tuple[ArrayChange, ArrayChange] = (
    lambda array: array.swapaxes(0, 1),
    lambda array: array.swapaxes(0, 1) if array.shape[0] == array.shape[1] else array,
)
"""Ways of exchanging the first two axes."""


def entry(axis: int, index: Any) -> tuple[Any, ...]:
    """Return the index of an entry of an axis, counted from either side."""
    if axis >= 0:
        return (*(slice(None),) * axis, index)
    return (..., index, *(slice(None),) * (-axis - 1))


def cleared_at(index: Any, start: int = 2) -> ArrayChange:
    """Put zeros where all axes of an image, or all from another one on, have an index."""

    def change(array: Array) -> Array:
        places = (index,) * (array.ndim - start)
        return cleared((*(slice(None),) * start, *places))(array)

    return change


def over_image(change: Callable[..., ArrayChange]) -> ArrayChange:
    """Change an array along all axes of an image, the last first."""
    return lambda array: change(*range(array.ndim - 1, 1, -1))(array)


def cleared(index: Any) -> ArrayChange:
    """Put zeros at an index."""

    def change(array: Array) -> Array:
        array = array.copy()
        array[index] = 0
        return array

    return change


def repeated(index: Any, axis: int) -> ArrayChange:
    """Use one entry of an axis in the place of all."""

    def change(array: Array) -> Array:
        return np.broadcast_to(np.take(array, [index], axis), array.shape)

    return change


def averaged(*axes: int) -> ArrayChange:
    """Use the mean over axes, one after the other, in the place of every entry."""
    return _reduced(np.mean, axes)


def summed(*axes: int) -> ArrayChange:
    """Use the sum over axes, one after the other, in the place of every entry."""
    return _reduced(np.sum, axes)


def _reduced(reduce: Callable[..., Array], axes: tuple[int, ...]) -> ArrayChange:
    def change(array: Array) -> Array:
        if not array.size:  # of two faults at once the other may have left nothing
            return array
        for axis in axes:
            array = np.broadcast_to(reduce(array, axis=axis, keepdims=True), array.shape)
        return array

    return change


AXES_ORDERS = (
    (0, 1, 2, 3),
    (1, 0, 2, 3),
    (0, 2, 3, 1),
    (2, 3, 0, 1),
    (1, 2, 3, 0),
    (2, 3, 1, 0),
    (0, 1, 3, 2),
    (3, 2, 1, 0),
)
"""Orders in which people have the four axes at some point of their computation."""


@dataclass(frozen=True, slots=True)
class Reshaped:
    """Reshape where a transpose belongs: the memory lies in one order of axes and is read in another."""

    lying: tuple[int, ...]
    taken: tuple[int, ...]

    def __call__(self, array: Array) -> Array:
        """Return the array as it is read."""
        read = array.transpose(self.lying).reshape([array.shape[axis] for axis in self.taken])
        return read.transpose([int(axis) for axis in np.argsort(self.taken)])

    def told(self, letters: Sequence[str]) -> str:
        """Say which order is taken for which, of the axes that are not where they belong."""
        apart = [
            at
            for at, both in enumerate(zip(self.lying, self.taken, strict=True))
            if len({*both}) > 1
        ]
        places = slice(apart[0], apart[-1] + 1)
        lies, read = (
            ", ".join(letters[axis] for axis in order[places]) for order in (self.lying, self.taken)
        )
        return f"what lies as ({lies}) is read as ({read})"


RESHAPED: tuple[Reshaped, ...] = tuple(
    Reshaped(lying, taken) for lying in AXES_ORDERS for taken in AXES_ORDERS if lying != taken
)
"""Every way of having the axes in one order and taking them to be in another."""


def lost_ways(axis: int, index: int = -1) -> tuple[ArrayChange, ArrayChange]:
    """Return two ways of losing one entry of an axis: always, or only if there are others."""
    clear = cleared(entry(axis, index))
    return clear, lambda array: clear(array) if array.shape[axis] > 1 else array


def repeated_from_third(axis: int) -> ArrayChange:
    """Use the second entry of an axis from the third on."""

    def change(array: Array) -> Array:
        places = np.minimum(np.arange(array.shape[axis]), 1)
        return np.take(array, places, axis)

    return change


def filled_lost(axis: int, index: int = -1) -> ArrayChange:
    """Lose the first or the last entry of an axis that does not only hold zeros."""

    def change(array: Array) -> Array:
        others = tuple(each for each in range(array.ndim) if each != axis % array.ndim)
        filled = np.flatnonzero((array != 0).any(axis=others))
        return cleared(entry(axis, int(filled[index])))(array) if filled.size else array

    return change


def strides_kept(array: Array) -> Array:
    """Exchange the first two axes in the shape, and go through memory as before."""
    first, second = array.shape[:2]
    places = np.arange(second) * second + np.arange(first)[:, None]
    flat = array.reshape(first * second, *array.shape[2:])
    return np.asarray(np.take(flat, places, axis=0))
