"""What a window gives forward: what of its pixels is taken, from what on, and what is returned of it."""

from __future__ import annotations

import warnings
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.winning.choosing import Looked
    from cnncheck.operators.problem import Array

    Make = Callable[[Looked, Array, Array], Array]
    Extra = Callable[[Looked], Array]


def _picked(looked: Looked, seen: Array, wins: Array) -> Array:
    at = wins.argmax(-1)[..., None]
    return np.take_along_axis(seen, at, -1)[..., 0]


def _of_all(reduce: Callable[..., Array]) -> Make:
    def make(looked: Looked, seen: Array, wins: Array) -> Array:
        known = np.where(np.isneginf(seen), np.nan, seen)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # there is no mean of no pixel
            return np.asarray(reduce(known, axis=-1))

    return make


def _number(looked: Looked, seen: Array, wins: Array) -> Array:
    return np.asarray(wins.argmax(-1) * 1.0)


def _place(looked: Looked, seen: Array, wins: Array) -> Array:
    place = np.broadcast_to(looked.place, (*seen.shape[:2], *looked.place.shape))
    if seen.shape[-1] > place.shape[-1]:
        return np.full(seen.shape[:-1], np.nan)
    return np.take_along_axis(place, wins.argmax(-1)[..., None], -1)[..., 0] * 1.0


def _changed(change: Callable[[Array], Array]) -> Make:
    return lambda looked, seen, wins: change(_picked(looked, seen, wins))


MAKES: tuple[tuple[str, Make], ...] = (
    ("", _picked),
    ("the mean of a window is returned", _of_all(np.nanmean)),
    ("the sum of a window is returned", _of_all(np.nansum)),
    ("the median of a window is returned", _of_all(np.nanmedian)),
    ("the product of a window is returned", _of_all(np.nanprod)),
    ("the number of the winner in its window is returned, not its value", _number),
    ("the place of the winner in its channel is returned, not its value", _place),
    ("the square of the winner is returned", _changed(np.square)),
    ("the winner is returned without its sign", _changed(np.abs)),
    ("the winner is returned with the wrong sign", _changed(np.negative)),
    ("twice the winner is returned", _changed(lambda out: 2 * out)),
    ("half of the winner is returned", _changed(lambda out: out / 2)),
    ("the winner is cut to a whole number", _changed(np.trunc)),
)  # fmt: skip
"""What is returned of a window."""

UNSIGNED = tuple(
    number for number, (text, _) in enumerate(MAKES) if "without its sign" in text or "cut" in text
)
"""What is the value itself of numbers that are positive and whole."""


def _pixel(at: Callable[[Looked], list[Array]], looked: Looked) -> Array:
    """Return (N, C, windows): a pixel for each window; minus infinity where there is none."""
    image, lines = looked.X.shape[2:], at(looked)
    inside = np.logical_and.reduce(
        [(line >= 0) & (line < side) for line, side in zip(lines, image, strict=True)]
    )
    flat = np.ravel_multi_index(
        tuple(np.clip(line, 0, side - 1) for line, side in zip(lines, image, strict=True)), image
    )
    values = looked.X.reshape(*looked.X.shape[:2], -1)[:, :, flat]
    return np.where(inside, values, -np.inf)


def _numbers(looked: Looked) -> list[Array]:
    return [each.reshape(-1) for each in np.indices(looked.counts)]


def _at(place: int) -> Callable[[Looked], list[Array]]:
    return lambda looked: [
        each * 0 + (place % side)
        for each, side in zip(_numbers(looked), looked.X.shape[2:], strict=True)
    ]


def _starts(looked: Looked) -> list[Array]:
    meshes = np.meshgrid(*(each.starts for each in looked.reaches), indexing="ij")
    return [each.reshape(-1) for each in meshes]


def _first_of(axes: tuple[int, ...]) -> Callable[[Looked], Array]:
    """Return the first pixel of the first channel, or of the first image, for all."""

    def extra(looked: Looked) -> Array:
        flat = looked.X.reshape(*looked.X.shape[:2], -1)[:, :, :1]
        for axis in axes:
            flat = flat.take([0], axis)
        return np.broadcast_to(flat, looked.values.shape[:3])

    return extra


def _behind(axes: tuple[int, ...]) -> Callable[[Looked], list[Array]]:
    """Return the pixel beside the last one of a window."""

    def at(looked: Looked) -> list[Array]:
        last = np.meshgrid(
            *(e.starts + e.step * (e.sizes - 1) for e in looked.reaches), indexing="ij"
        )
        lines = [each.reshape(-1) for each in last]
        return [line + (axis - len(lines) in axes) for axis, line in enumerate(lines)]

    return at


def _so_far(axis: int | None, looked: Looked) -> Array:
    """Return the largest value of all windows before, or of those before in the same row."""
    most = looked.values.max(-1)
    so_far = most if axis is None else most.reshape(*most.shape[:2], *looked.counts)
    return np.maximum.accumulate(so_far, axis=-1).reshape(most.shape)


def _number_of(low: float) -> Callable[[Looked], Array]:
    return lambda looked: np.full(looked.values.shape[:3], low)


def _zeros_around(looked: Looked) -> Array:
    """Return 0 for windows with a tap outside of the image, minus infinity for others."""
    whole = looked.inside.all(axis=-1)
    return np.broadcast_to(np.where(whole, -np.inf, 0.0), looked.values.shape[:3])


EXTRAS: tuple[tuple[str, Extra | None], ...] = (
    ("", None),
    ("each window reads the pixel of its own number besides, x[n, c, {number}]", partial(_pixel, _numbers)),
    ("each window reads the first pixel of its channel besides", partial(_pixel, _at(0))),
    ("each window reads the last pixel of its channel besides", partial(_pixel, _at(-1))),
    ("each window reads the first pixel of the first channel besides", _first_of((1,))),
    ("each window reads the first pixel of X besides", _first_of((0, 1))),
    ("each window reads the pixel right of its last one besides", partial(_pixel, _behind((-1,)))),
    ("each window reads the pixel below its last one besides", partial(_pixel, _behind((-2,)))),
    ("each window reads the pixel below and right of its last one besides", partial(_pixel, _behind((-1, -2)))),
    ("around the image there are zeros, which take part", _zeros_around),
    ("the largest value so far is not forgotten from one window of a channel to the next", partial(_so_far, None)),
    ("the largest value so far is not forgotten from one window of a row to the next", partial(_so_far, -1)),
    *((f"the largest value so far begins at {low:g}", _number_of(low)) for low in (0, -1, -100)),
)  # fmt: skip
"""What is read besides the pixels of a window: (N, C, windows)."""


def _entry(axis: int, at: int) -> Callable[[Array], Array]:
    return lambda X: np.broadcast_to(X.take([at], axis), X.shape)


def _most(axis: int | tuple[int, ...]) -> Callable[[Array], Array]:
    return lambda X: np.broadcast_to(X.max(axis, keepdims=True), X.shape)


SOURCES: tuple[tuple[str, Callable[[Array], Array]], ...] = (
    ("", lambda X: X),
    ("the first channel is pooled for all", _entry(1, 0)),
    ("the last channel is pooled for all", _entry(1, -1)),
    ("the first image is pooled for all", _entry(0, 0)),
    ("the last image is pooled for all", _entry(0, -1)),
    ("the maximum is taken over all channels", _most(1)),
    ("the maximum is taken over all images", _most(0)),
    ("the maximum is taken over all images and channels", _most((0, 1))),
    ("the channels are in the opposite order", lambda X: X[:, ::-1]),
    ("the images are in the opposite order", lambda X: X[::-1]),
    ("each channel is pooled in place of the one before", lambda X: np.roll(X, -1, 1)),
    ("each channel is pooled in place of the next", lambda X: np.roll(X, 1, 1)),
)  # fmt: skip
"""Whose values are pooled."""
