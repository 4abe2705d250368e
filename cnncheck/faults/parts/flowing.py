"""Windows that leave the image where it is read by steps in memory, as `as_strided` does: they go on in what lies behind."""

from __future__ import annotations

import math
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.parts.kernels import padded, with_bias
from cnncheck.faults.parts.plans import replace

if TYPE_CHECKING:
    from cnncheck.faults.parts.changes import Kernel
    from cnncheck.faults.parts.plans import Axis, Plan
    from cnncheck.operators.problem import Array

MOST = 200_000
"""Pixels of an image that is read so, at most."""


def flowing(kernel: Kernel, plan: Plan) -> Array:
    """Return what a kernel makes of windows that go on in the next row, channel or image.

    What lies behind the last image is not known, and masked in what comes of it; nor what lies behind
    a row where that is not the next one in memory.

    Parameters
    ----------
    kernel : callable
    plan : Plan
        With windows that leave the padded image.

    Raises
    ------
    ValueError
        Where an image has no steps: windows are listed, or something stands for what is around it.
    """
    if any(axis.spans or axis.border for axis in plan.axes):
        raise ValueError("there is no view of such windows")
    X = padded(plan)
    lines = [_reached(axis) for axis in plan.axes]
    if math.prod([*X.shape[:2], *(line.size for line in lines)]) > MOST:
        raise ValueError("too large a view")
    steps = [math.prod(X.shape[place:]) for place in range(1, X.ndim + 1)]
    grid = np.ix_(*map(np.arange, X.shape[:2]), *lines)
    at = np.add.reduce(
        np.broadcast_arrays(*(line * step for line, step in zip(grid, steps, strict=True)))
    )
    known = (at >= 0) & (at < X.size)
    if not plan.X.flags.c_contiguous:  # nor is what was padded, perhaps
        sides = zip(lines, X.shape[2:], strict=True)
        inside = ((line >= 0) & (line < side) for line, side in sides)
        known = known & reduce(np.logical_and.outer, inside)
    read = np.where(known, X.ravel()[np.where(known, at, 0)], np.nan)
    axes = [_within(axis, line) for axis, line in zip(plan.axes, lines, strict=True)]
    *depth, h, w = axes
    wide = replace(plan, X=read, h=h, w=w, d=depth[0] if depth else None)
    out = with_bias(wide, kernel(wide))
    return out if known.all() else np.ma.masked_array(out, _unknown(kernel, wide, known))


def _unknown(kernel: Kernel, plan: Plan, known: Array) -> Array:
    """Return what comes of pixels that are not known; a NaN of the problem's own is known."""
    blank = {name: np.zeros_like(getattr(plan, name)) for name in ("W", "G")}
    return np.isnan(kernel(replace(plan, X=np.where(known, 0.0, np.nan), **blank)))


def _reached(axis: Axis) -> Array:
    """Return the pixels, counted from the start of the padding, from the first to the last one read."""
    first, last = axis.shift, axis.shift + axis.stride * (axis.count - 1) + axis.span - 1
    return np.arange(min(first, 0), max(last, axis.padded - 1) + 1)


def _within(axis: Axis, line: Array) -> Axis:
    shift = axis.shift - int(line[0])
    return replace(axis, length=line.size, before=0, after=0, shift=shift, edge="raise")
