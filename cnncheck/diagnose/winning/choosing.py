"""Which pixel of a window may win, and what becomes of equal ones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.winning.reaching import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.diagnose.winning.reaching import Reach
    from cnncheck.operators.problem import Array

    Key = Callable[["Looked"], tuple[Array, Array]]


@dataclass(frozen=True, eq=False)
class Looked:
    """What windows look at.

    Attributes
    ----------
    X : (N, C, image...) array
    reaches : sequence of Reach
        Along each axis.
    """

    X: Array
    reaches: Sequence[Reach]

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """Windows along each axis."""
        return tuple(len(each.table) for each in self.reaches)

    @cached_property
    def sides(self) -> tuple[int, ...]:
        """Taps along each axis, at most."""
        return tuple(each.table.shape[1] for each in self.reaches)

    @cached_property
    def lines(self) -> tuple[Array, ...]:
        """For each axis (windows, taps): the line of each tap."""
        rank, found = len(self.reaches), []
        for axis, each in enumerate(self.reaches):
            shape = [1] * (2 * rank)
            shape[axis], shape[rank + axis] = each.table.shape
            whole = np.broadcast_to(each.table.reshape(shape), (*self.counts, *self.sides))
            found.append(whole.reshape(math.prod(self.counts), math.prod(self.sides)))
        return tuple(found)

    @cached_property
    def inside(self) -> Array:
        """(windows, taps): which are pixels."""
        return np.asarray(np.logical_and.reduce([each != NOWHERE for each in self.lines]))

    @cached_property
    def place(self) -> Array:
        """(windows, taps): the number of the pixel in the image; 0 where it is none."""
        image = self.X.shape[2:]
        return np.where(self.inside, np.ravel_multi_index(
            tuple(np.maximum(each, 0) for each in self.lines), image), 0)  # fmt: skip

    @cached_property
    def values(self) -> Array:
        """(N, C, windows, taps): what is read; minus infinity where that is no pixel."""
        flat = self.X.reshape(*self.X.shape[:2], -1)
        return np.where(self.inside, flat[:, :, self.place], -np.inf)

    def on_sides(self, flat: Array) -> Array:
        """Return (..., taps) with an axis for each side of the window."""
        return flat.reshape(*flat.shape[:-1], *self.sides)


def _largest(key: Callable[[Looked], Array], looked: Looked) -> tuple[Array, Array]:
    found = np.where(looked.inside, key(looked), -np.inf)
    return found, found.max(axis=-1, keepdims=True)


def _numbered(looked: Looked) -> Array:
    return np.broadcast_to(np.arange(looked.values.shape[-1]) * 1.0, looked.values.shape)


def _entry(axis: int, at: int) -> Callable[[Looked], Array]:
    return lambda looked: np.broadcast_to(looked.values.take([at], axis), looked.values.shape)


def _over(axis: int | tuple[int, ...]) -> Callable[[Looked], Array]:
    return lambda looked: np.broadcast_to(
        looked.values.max(axis, keepdims=True), looked.values.shape
    )


def _summed(looked: Looked) -> Array:
    return np.broadcast_to(looked.values.sum(1, keepdims=True), looked.values.shape)


def _of_plane(looked: Looked) -> tuple[Array, Array]:
    return looked.values, looked.X.max(axis=tuple(range(2, looked.X.ndim)), keepdims=True).reshape(
        *looked.X.shape[:2], 1, 1
    )


def _of_channels(looked: Looked) -> tuple[Array, Array]:
    return looked.values, looked.values.max(axis=(1, 3), keepdims=True)


def _of_images(looked: Looked) -> tuple[Array, Array]:
    return looked.values, looked.values.max(axis=(0, 3), keepdims=True)


def _of_all(looked: Looked) -> tuple[Array, Array]:
    return looked.values, looked.X.max(keepdims=True).reshape(1, 1, 1, 1)


def _everything(looked: Looked) -> tuple[Array, Array]:
    return np.ones(looked.values.shape), np.ones(1)


def _ranked(rank: int, looked: Looked) -> tuple[Array, Array]:
    ordered = np.sort(np.where(looked.inside, looked.values, -np.inf), axis=-1)
    place = max(-rank, -ordered.shape[-1])
    return looked.values, ordered[..., [place]]


def _apart(rows: str, columns: str, looked: Looked) -> tuple[Array, Array]:
    """Find the row of the winner by one thing, and its column by another."""
    seen = looked.on_sides(looked.values)
    if len(looked.sides) != 2:
        return looked.values, np.full((*looked.values.shape[:-1], 1), np.nan)
    row = LINES[rows](seen, -1).argmax(-1)
    column = LINES[columns](seen, -2).argmax(-1)
    at = (row * looked.sides[1] + column)[..., None]
    return (np.arange(looked.values.shape[-1]) == at) * 1.0, np.ones(1)


LINES: dict[str, Callable[[Array, int], Array]] = {
    "largest": lambda seen, axis: seen.max(axis),
    "first": lambda seen, axis: seen.take(0, axis),
    "last": lambda seen, axis: seen.take(-1, axis),
    "sum": lambda seen, axis: seen.sum(axis),
}
"""By what a row, or a column, of a window is found."""

APART = {
    "largest": ("that has the window's largest value", "that has the window's largest value"),
    "first": ("in which the first column is largest", "in which the first row is largest"),
    "last": ("in which the last column is largest", "in which the last row is largest"),
    "sum": ("with the largest sum", "with the largest sum"),
}
"""What is said of a row, or a column, that is found so."""


def _told_apart(rows: str, columns: str) -> str:
    row, column = APART[rows][0], APART[columns][1]
    return f"the winner of a window is in the row {row}, and in the column {column}"


KEYS: tuple[tuple[str, Key], ...] = (
    ("", partial(_largest, lambda looked: looked.values)),
    ("the smallest value of a window wins", partial(_largest, lambda looked: -looked.values)),
    ("the value furthest from 0 wins", partial(_largest, lambda looked: np.abs(looked.values))),
    ("the value closest to 0 wins", partial(_largest, lambda looked: -np.abs(looked.values))),
    ("the first pixel of a window wins", partial(_largest, lambda looked: -_numbered(looked))),
    ("the last pixel of a window wins", partial(_largest, _numbered)),
    ("every pixel of a window gets its gradient", _everything),
    ("the second largest value of a window wins", partial(_ranked, 2)),
    ("the place of the maximum in the first channel decides for all channels", partial(_largest, _entry(1, 0))),
    ("the place of the maximum in the last channel decides for all channels", partial(_largest, _entry(1, -1))),
    ("the place of the maximum in the first image decides for all images", partial(_largest, _entry(0, 0))),
    ("the place of the maximum in the last image decides for all images", partial(_largest, _entry(0, -1))),
    ("the place of the largest value of all channels decides for each", partial(_largest, _over(1))),
    ("the place of the largest sum over the channels decides for each of them", partial(_largest, _summed)),
    ("the place of the largest value of all images decides for each", partial(_largest, _over(0))),
    ("in a window only a pixel wins that equals the maximum of the whole channel", _of_plane),
    ("in a window only a pixel wins that equals the maximum over all channels", _of_channels),
    ("in a window only a pixel wins that equals the maximum over all images", _of_images),
    ("in a window only a pixel wins that equals the maximum of the whole array", _of_all),
    *((_told_apart(rows, columns), partial(_apart, rows, columns))
      for rows in LINES for columns in LINES if (rows, columns) != ("largest", "largest")),
)  # fmt: skip
"""By what the winner of a window is found: what is compared, and what the winner's equals."""

EVERY = next(number for number, (_, key) in enumerate(KEYS) if key is _everything)
"""The key by which every pixel of a window wins."""
