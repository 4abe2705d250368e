"""Poolings of a plan: which element of a window wins, what the others get, and averages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.parts.kernels import add_up

if TYPE_CHECKING:
    from cnncheck.faults.parts.arrays import ArrayChange
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.problem import Array


def flat_windows(plan: Plan) -> Array:
    """Return (N, C, OH, OW, KH * KW): what each window looks at."""
    read = plan.windows.read(plan.X, -np.inf)
    return read.reshape(*read.shape[: 2 + len(plan.axes)], plan.taps)


def _inside(plan: Plan) -> Array:
    """Return (OH, OW, KH * KW): which taps read the image."""
    inside = plan.windows.places[1]
    return inside.reshape(*inside.shape[: len(plan.axes)], plan.taps)


def reduced(plan: Plan, seen: Array, reduce: ArrayChange) -> Array:
    """Reduce what windows look at, (N, C, OH, OW, KH * KW), without the taps that a listed one lacks."""
    if not any(axis.spans for axis in plan.axes):
        return reduce(seen)
    inside, out = _inside(plan), np.zeros(seen.shape[:-1])
    for at in np.ndindex(inside.shape[:-1]):
        out[:, :, *at] = reduce(seen[:, :, *at][..., inside[at]])
    return out


def largest(plan: Plan) -> Array:
    """out[n, c, i, j] = the largest value of window (i, j); a NaN wins; of one that is outside mostly 0."""
    inside, nothing = _inside(plan).any(axis=-1), -np.inf if plan.w.edge == "lowest" else 0.0
    return np.asarray(np.where(inside, flat_windows(plan).max(axis=-1), nothing))


def of_taps(plan: Plan, flat: Array) -> Array:
    """Return (N, C, OH, OW, KH * KW) as (N, C, OH, OW, KH, KW)."""
    return flat.reshape(*flat.shape[:-1], *plan.windows.kernel)


def won(plan: Plan, winner: Array) -> Array:
    """Return (N, C, OH, OW, KH, KW): the window's gradient at its winner, else 0.

    Parameters
    ----------
    winner : (N, C, OH, OW) int
        Row-major number of the winning tap; -1 for none.
    """
    wins = winner[..., None] == np.arange(plan.taps)
    return of_taps(plan, np.where(wins, plan.G[..., None], 0.0))


def first_winner(plan: Plan) -> Array:
    """Return (N, C, OH, OW): the first of each window's maxima in row-major order."""
    seen = flat_windows(plan)
    # What is in the padding is never the largest, not even of nothing but -inf.
    lowest = (seen == -np.inf).all(axis=-1)
    return np.asarray(np.where(lowest, _inside(plan).argmax(axis=-1), seen.argmax(axis=-1)))


def is_largest(plan: Plan) -> Array:
    """Return (N, C, OH, OW, KH * KW): which elements of a window equal its maximum."""
    seen = flat_windows(plan)
    return np.asarray((seen == seen.max(axis=-1, keepdims=True)) & _inside(plan))


def last_winner(plan: Plan) -> Array:
    """Return (N, C, OH, OW): the last of each window's maxima in row-major order."""
    return np.asarray(plan.taps - 1 - is_largest(plan)[..., ::-1].argmax(axis=-1))


def tied(plan: Plan, ties: str) -> Array:
    """Return (N, C, OH, OW, KH, KW): what each pixel of a window gets of its gradient."""
    if ties in ("first", "any"):
        return won(plan, first_winner(plan))
    if ties == "last":
        return won(plan, last_winner(plan))
    wins = is_largest(plan)
    parts = np.maximum(wins.sum(-1, keepdims=True), 1) if ties == "shared" else 1
    return of_taps(plan, np.where(wins, plan.G[..., None] / parts, 0.0))


def given(seen: Array, gradient: Array, ties: str) -> Array:
    """Return (N, C, OH, OW, KH * KW): what each tap gets of its window's gradient, by what windows look at."""
    wins, taps = seen == seen.max(axis=-1, keepdims=True), np.arange(seen.shape[-1])
    if ties in ("first", "any"):
        wins = taps == seen.argmax(axis=-1)[..., None]
    if ties == "last":
        wins = taps[::-1] == wins[..., ::-1].argmax(axis=-1)[..., None]
    parts = np.maximum(wins.sum(-1, keepdims=True), 1) if ties == "shared" else 1
    return np.where(wins, gradient[..., None] / parts, 0.0)


def to_largest(plan: Plan) -> Array:
    """Add each window's gradient to its maximum, of equal ones to those that are meant."""
    return add_up(plan, tied(plan, plan.reduction.ties))


def divisors(plan: Plan) -> Array:
    """Return what the sum of each window is divided by, (OH, OW) or one number."""
    its = plan.reduction
    if its.divisor:
        return np.asarray(its.divisor)
    if its.count_padding and not any(axis.ceil or axis.spans for axis in plan.windows.axes):
        return np.asarray(plan.taps)
    counts = plan.windows.divisor(count_padding=its.count_padding)
    # The mean of a listed window without a pixel is not a number.
    return counts if any(axis.spans for axis in plan.axes) else np.maximum(counts, 1)


def average(plan: Plan) -> Array:
    """out[n, c, i, j] = the sum of window (i, j) over its divisor."""
    read = plan.windows.read(plan.X)
    taps = tuple(range(2 + len(plan.axes), read.ndim))
    return np.asarray(read.sum(axis=taps) / divisors(plan))


def shares(plan: Plan) -> Array:
    """Return (N, C, OH, OW, KH, KW): what each window gives to each of its pixels."""
    kernel = plan.windows.kernel
    given = (plan.G / divisors(plan)).reshape(*plan.G.shape, *(1 for _ in kernel))
    return np.broadcast_to(given, (*plan.G.shape, *kernel))


def to_all(plan: Plan) -> Array:
    """Share each window's gradient among its pixels."""
    return add_up(plan, shares(plan))
