"""Who gets the gradient of a window, and how much of it: two parts, of which each may be wrong."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.table import about, kernel
from cnncheck.faults.parts import kernels, pool_kernels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.arrays import ArrayChange
    from cnncheck.faults.parts.changes import Kernel
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.problem import Array

    Wins = Callable[[Plan], Array]
    """Which elements of a window win, (N, C, OH, OW, KH * KW)."""
    Share = Callable[[Array, Array, Plan], Array]
    """What a winner gets: of the gradient (..., 1), of the window (..., KH * KW), and of the plan."""

VALUE = "The winner gets the gradient of its window: no more, no less."


@dataclass(frozen=True, slots=True)
class Given:
    """Kernel that gives other elements of windows something of the gradient, or winners something else.

    Attributes
    ----------
    wins, share : callable, optional
        What is not told is right.
    found : callable, optional
        In which windows (..., KH * KW) the search finds anything at all, (...); by default in each.
    evenly : bool
        Whether all that win in a window share what is given.
    """

    wins: Wins | None = None
    share: Share | None = None
    found: ArrayChange | None = None
    evenly: bool = False

    def __call__(self, plan: Plan) -> Array:
        """Return the gradient of the image."""
        wins, given, seen = (self.wins or _first)(plan), plan.G[..., None], None
        if self.share or self.found:
            seen = pool_kernels.flat_windows(plan)
        if self.found and seen is not None:
            wins = wins & self.found(seen)[..., None]
        if self.share and seen is not None:
            given = self.share(given, seen, plan)
        if self.evenly:
            given = given / np.maximum(wins.sum(axis=-1, keepdims=True), 1)
        return kernels.add_up(plan, pool_kernels.of_taps(plan, np.where(wins, given, 0.0)))

    def beside(self, other: Kernel) -> Kernel | None:
        """Return both in one; ``None`` where both say something of the same part."""
        if not isinstance(other, Given):
            return None
        parts = [(getattr(self, each.name), getattr(other, each.name)) for each in fields(self)]
        if any(one and two for one, two in parts):
            return None
        return Given(*(one or two for one, two in parts))


def _first(plan: Plan) -> Array:
    return np.asarray(np.arange(plan.taps) == pool_kernels.first_winner(plan)[..., None])


def all_of(wins: ArrayChange) -> Wins:
    """Return all winners, of what says of a window's elements whether they win."""
    return lambda plan: wins(pool_kernels.flat_windows(plan))


def one_of(choose: Callable[..., Array], *, by_sides: bool = False) -> Wins:
    """Return where the one winner is that is chosen, perhaps in view of the window's sides; -1 for none."""

    def wins(plan: Plan) -> Array:
        seen = pool_kernels.flat_windows(plan)
        told = ((plan.h.kernel, plan.w.kernel),) if by_sides else ()
        return np.asarray(np.arange(seen.shape[-1]) == choose(seen, *told)[..., None])

    return wins


def finding(low: float, *, least: bool = False) -> ArrayChange:
    """Return what says whether a search that starts at `low` finds something: more than that, or as much at least."""
    if least:
        return lambda seen: np.asarray(seen.max(axis=-1) >= low)
    return lambda seen: np.asarray(~(seen.max(axis=-1) <= low))


def times_value(G: Array, seen: Array, _: Plan) -> Array:
    """Multiply the gradient by the element that it goes to."""
    return G * seen


def value_instead(_: Array, seen: Array, __: Plan) -> Array:
    """Give the element that wins back to itself."""
    return seen


def divided_by(size: Callable[[Plan], int]) -> Share:
    """Divide the gradient by a size."""
    return lambda G, _, plan: G / size(plan)


def _times_largest(G: Array, seen: Array, _: Plan) -> Array:
    return np.asarray(G * seen.max(axis=-1, keepdims=True))


def _times_mean(G: Array, seen: Array, _: Plan) -> Array:
    return np.asarray(G * seen.mean(axis=-1, keepdims=True))


SHARES: dict[str, tuple[str, Share]] = {
    "times-largest": ("the gradient is multiplied by the maximum of its window", _times_largest),
    "times-mean": ("the gradient is multiplied by the mean of its window", _times_mean),
    "largest-instead": (
        "the maximum of the window is written in place of its gradient",
        lambda _, seen, __: seen.max(axis=-1, keepdims=True),
    ),
    "times-first-channel": (
        "the gradient is multiplied by the first channel's value in the place of the winner",
        lambda G, seen, _: G * seen[:, :1],
    ),
    "first-channel-instead": (
        "the winner gets the first channel's value in its place instead of the gradient",
        lambda _, seen, __: np.broadcast_to(seen[:, :1], seen.shape),
    ),
    "plus-value": ("the winner's value is added to its gradient", lambda G, seen, _: G + seen),
    "times-window": (
        "the gradient of the winner is multiplied by the size of the window",
        lambda G, _, plan: G * plan.taps,
    ),
    "divided-by-stride": (
        "the gradient of the winner is divided by the stride",
        divided_by(lambda plan: plan.h.stride),
    ),
    "divided-by-windows": (
        "the gradient of the winner is divided by the number of windows",
        divided_by(lambda plan: plan.h.count * plan.w.count),
    ),
    "where-positive": (
        "only winners above 0 get the gradient, as behind a ReLU",
        lambda G, seen, _: np.where(seen > 0, G, 0.0),
    ),
    "magnitude": ("the gradient's sign is lost", lambda G, _, __: np.abs(G)),
}
"""By the end of a fault's name, what a winner gets, in words."""


def share_faults() -> Iterator[Row]:
    """Yield the faults in which the winner gets something else than the gradient of its window."""
    for name, (told, share) in SHARES.items():
        yield from about(VALUE, kernel(f"winner-gets-{name}", told, Given(share=share)))
