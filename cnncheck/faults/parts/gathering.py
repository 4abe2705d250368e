"""Arrays read and written at letters, as a formula says them: ``W[f, c, k, l]``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.parts.plans import replace
from cnncheck.operators.axis import OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cnncheck.faults.parts.plans import Axis, Edge, Plan
    from cnncheck.operators.problem import Array

    Lengths = Mapping[str, int]

GRID = "ijkl"
"""Windows and taps."""


def lengths_in(plan: Plan) -> dict[str, int]:
    """Return how often the loop over each letter runs."""
    images, channels = plan.X.shape[:2]
    filters = len(plan.W) if plan.W.size else 0
    windows = {"i": plan.h.count, "j": plan.w.count, "k": plan.h.kernel, "l": plan.w.kernel}
    return {"n": images, "c": channels, "f": filters, **windows}


def _taken(array: Array, letters: str, lengths: Lengths, edge: Edge) -> Array:
    """Return as many entries of each axis as its letter runs over."""
    for axis, letter in enumerate(letters):
        size, due = array.shape[axis], lengths[letter]
        if due > size and edge == "raise":
            raise IndexError(f"index {size} is out of bounds for axis {axis} with size {size}")
        if due > size and edge == "clip":
            array = np.take(array, np.minimum(np.arange(due), size - 1), axis)
        elif due > size:
            array = np.concatenate(
                [array, np.zeros_like(np.take(array, [0] * (due - size), axis))], axis
            )
        elif due < size:
            array = np.take(array, range(due), axis)
    return array


def summed_over(
    factors: Sequence[tuple[Array, str]], out: str, lengths: Lengths, edge: Edge
) -> Array:
    """Return the product of arrays at letters, summed over those that are not of the result.

    Parameters
    ----------
    factors : sequence of (array, str)
    out : str
        A letter that stands twice is one axis here; see `placed`.
    lengths : mapping of str to int
    edge : {"raise", "clip", "zero"}
        What becomes of letters that run further than an array.
    """
    arrays = [_taken(array, letters, lengths, edge) for array, letters in factors]
    used = "".join(letters for _, letters in factors)
    wanted = "".join(dict.fromkeys(out))
    there = "".join(each for each in wanted if each in used)
    terms = ",".join(letters for _, letters in factors)
    value = np.einsum(f"{terms}->{there}", *arrays)
    # A letter that nothing is read at any more repeats what there is.
    shape = [lengths[each] if each in used else 1 for each in wanted]
    return np.broadcast_to(value.reshape(shape), [lengths[each] for each in wanted])


def placed(value: Array, out: str, shape: tuple[int, ...], edge: Edge) -> Array:
    """Write what has an axis for each letter into zeros, at letters of which one may stand twice."""
    wanted = "".join(dict.fromkeys(out))
    if wanted == out and value.shape == shape:
        return value
    inside = [min(n, *(size for each, size in zip(out, shape, strict=True) if each == letter))
              for letter, n in zip(wanted, value.shape, strict=True)]  # fmt: skip
    if tuple(inside) != value.shape and edge == "raise":
        raise IndexError(f"an index leaves {shape}")
    value = value[tuple(map(slice, inside))]
    grid = dict(zip(wanted, np.ix_(*map(np.arange, inside)), strict=True))
    result = np.zeros(shape)
    result[tuple(grid[letter] for letter in out)] = value
    return result


def _table(axis: Axis, letters: str, lengths: Lengths, edge: Edge) -> Array:
    """Return (OH, OW, KH, KW), or 1 where it is all the same: the pixel, or that it is outside."""
    window, tap = letters[0], letters[1]
    count, taps = lengths.get(window, 1), lengths.get(tap, 1)
    table = replace(axis, count=count, kernel=taps, edge=edge).table
    shape = [1, 1, 1, 1]
    for letter, length in ((window, count), (tap, taps)):
        if letter in GRID:
            shape[GRID.index(letter)] = length
    turned = window in GRID and tap in GRID and GRID.index(window) > GRID.index(tap)
    return (table.T if turned else table).reshape(shape)


def _places(plan: Plan, letters: str, edge: Edge) -> tuple[Array, Array]:
    """Return (OH, OW, KH, KW): places in the flattened image, and whether they are inside it."""
    lengths = lengths_in(plan)
    y, x = (
        _table(axis, at, lengths, edge)
        for axis, at in ((plan.h, letters[:2]), (plan.w, letters[2:]))
    )
    grid = [lengths[each] for each in GRID]
    inside = np.broadcast_to((y != OUTSIDE) & (x != OUTSIDE), grid)
    return np.broadcast_to(np.maximum(y, 0) * plan.w.length + np.maximum(x, 0), grid), inside


def read_at(plan: Plan, letters: str, edge: Edge, outside: float) -> Array:
    """Return (N, C, OH, OW, KH, KW): what is read of X at letters, ``ikjl`` for what is right."""
    place, inside = _places(plan, letters, edge)
    read = plan.X.reshape(*plan.X.shape[:2], -1)[:, :, place]
    return read if inside.all() else np.where(inside, read, outside)


def send_to(plan: Plan, sent: Array, letters: str, edge: Edge) -> Array:
    """Add (N, C, OH, OW, KH, KW) up in an image at letters, ``ncikjl`` for what is right."""
    place, inside = _places(plan, letters[2:], edge)
    shape = plan.X.shape
    out = np.zeros((*shape[:2], math.prod(shape[2:])))
    leading = [*dict.fromkeys(letters[:2] + GRID)]
    lines = [
        _line(sent.shape, leading, letter, shape[axis]) for axis, letter in enumerate(letters[:2])
    ]
    grid = [1] * (len(leading) - 4)
    at = np.broadcast_to(place.reshape(*grid, *place.shape), sent.shape)
    kept = np.broadcast_to(inside.reshape(*grid, *inside.shape), sent.shape)
    for line, size in zip(lines, shape[:2], strict=True):
        if edge == "raise" and line.max(initial=0) >= size:
            raise IndexError(f"index {size} is out of bounds for axis with size {size}")
        kept = kept & (line < size)
    first, second = (np.broadcast_to(line, sent.shape)[kept] for line in lines)
    np.add.at(out, (first, second, at[kept]), sent[kept])
    return out.reshape(shape)


def _line(shape: Sequence[int], letters: Iterable[str], letter: str, size: int) -> Array:
    """Return the entries of an axis at a letter, along that letter's axis."""
    places = [*letters]
    whole = [1] * len(shape)
    where = places.index(letter)
    whole[where] = shape[where]
    return np.arange(shape[where]).reshape(whole)
