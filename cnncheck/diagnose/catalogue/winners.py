"""Who wins in a window of ``pool_back``: (..., f * f) to where it is true, or to (...) numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cnncheck.diagnose.catalogue.arrays import ArrayChange
    from cnncheck.operators.problem import Array


def is_top(seen: Array) -> Array:
    """Return which elements of a window equal its maximum."""
    return np.asarray(seen == seen.max(axis=-1, keepdims=True))


def is_only_top(seen: Array) -> Array:
    """Return which element of a window equals its maximum, where it is the only one."""
    return np.asarray(is_top(seen) & (is_top(seen).sum(-1, keepdims=True) == 1))


def is_close(seen: Array) -> Array:
    """Return which elements of a window are close to its maximum."""
    return np.asarray(np.isclose(seen, seen.max(axis=-1, keepdims=True)))


def last(seen: Array) -> Array:
    """Return the last of the maxima in row-major order."""
    return np.asarray(seen.shape[-1] - 1 - seen[..., ::-1].argmax(axis=-1))


def column_first(seen: Array) -> Array:
    """Return the first of the maxima in column-major order."""
    side = round(seen.shape[-1] ** 0.5)
    turned = seen.reshape(*seen.shape[:-1], side, side).swapaxes(-1, -2).reshape(seen.shape)
    column, row = np.divmod(turned.argmax(axis=-1), side)
    return np.asarray(row * side + column)


def last_column_first(seen: Array) -> Array:
    """Return the last of the maxima in column-major order."""
    return np.asarray(seen.shape[-1] - 1 - column_first(seen[..., ::-1]))


def offset_swapped(seen: Array) -> Array:
    """Return the winner with its row and column exchanged."""
    side = round(seen.shape[-1] ** 0.5)
    row, column = np.divmod(seen.argmax(axis=-1), side)
    return np.asarray(column * side + row)


def above(low: float, other: int) -> ArrayChange:
    """Return the winner of a search that starts at `low`; `other` where nothing is above it."""
    return lambda seen: np.where(seen.max(-1) > low, seen.argmax(-1), other)
