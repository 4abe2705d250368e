"""Shapes in words, the same everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def as_shape(lengths: Iterable[Any]) -> str:
    """Write a shape as people do, ``2x3x4x4``; empty for that of a scalar."""
    return "x".join(map(str, lengths))


def in_order(shape: tuple[int, ...], order: tuple[int, ...]) -> tuple[int, ...]:
    """Return a shape with its lengths in an order of axes, in which -1 is one of length 1 besides.

    What has these axes already is what comes without them, and the other way round, so that either
    shape stands for the other; any other shape stays as it is.
    """
    kept = [axis for axis in order if axis >= 0]
    if len(shape) == len(kept):
        return tuple(shape[axis] if axis >= 0 else 1 for axis in order)
    if len(shape) != len(order) or any(n > 1 for n, at in zip(shape, order, strict=True) if at < 0):
        return shape
    lengths = {axis: length for axis, length in zip(order, shape, strict=True) if axis >= 0}
    return tuple(lengths[axis] for axis in range(len(kept)))
