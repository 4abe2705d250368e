"""Faults of ``pool_back`` in two parts: who gets the gradient of a window, and how it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.table import about, kernel, two_bugs
from cnncheck.faults.parts import kernels, pool_kernels
from cnncheck.operators.axis import OUTSIDE
from cnncheck.operators.max_pool.faults import winners
from cnncheck.operators.max_pool.faults.giving import Given, all_of, one_of
from cnncheck.operators.max_pool.faults.places_of_winners import misplaced_winners

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Kernel
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.max_pool.faults.giving import Wins
    from cnncheck.operators.problem import Array

HINT = "Who wins in a window, and what happens to a pixel that wins in several?"


def _of_all_channels(seen: Array) -> Array:
    """Return the place of the first of the largest elements of all channels of a window."""
    together = np.moveaxis(seen, 1, -2).reshape(len(seen), 1, *seen.shape[2:-1], -1)
    return np.broadcast_to(together.argmax(axis=-1) % seen.shape[-1], seen.shape[:-1])


def _of_largest(*axes: int) -> Wins:
    """Return where windows hold the largest element over other axes besides their own."""

    def wins(plan: Plan) -> Array:
        seen = pool_kernels.flat_windows(plan)
        return np.asarray(seen == seen.max(axis=(*axes, -1), keepdims=True))

    return wins


def _of_image(plan: Plan) -> Array:
    """Return where windows hold the largest element of their channel of the image."""
    largest = plan.X.max(axis=(-2, -1))[:, :, None, None, None]
    return np.asarray(pool_kernels.flat_windows(plan) == largest)


def _first_of(wins: Wins) -> Wins:
    """Return the first in each window of those that win."""

    def first(plan: Plan) -> Array:
        won = wins(plan)
        return np.asarray(won & (won.cumsum(axis=-1) == 1))

    return first


OF_MORE: dict[str, tuple[str, str, Wins]] = {
    "channels": ("largest element of the window in all channels together", "and nowhere else", _of_largest(1)),
    "images": ("largest element of the window in all images together", "and nowhere else", _of_largest(0)),
    "images-and-channels": (
        "largest element of the window in all images and channels together",
        "and nowhere else",
        _of_largest(0, 1),
    ),
    "image": ("maximum of its channel of the image", "not of its window", _of_image),
}  # fmt: skip
"""The largest element of more than a window: to what equals it the gradient goes."""

WINNERS: dict[str, tuple[str, Wins]] = {
    **{
        f"largest-of-{name}{suffix}": (f"the gradient goes to {what} equals the {told}, {rest}", some(wins))
        for name, (told, rest, wins) in OF_MORE.items()
        for suffix, what, some in (
            ("", "what", lambda wins: wins),
            ("-first", "the first element of the window that", _first_of),
        )
    },
    "ties-all": ("every element equal to the maximum gets the gradient", all_of(winners.is_top)),
    "ties-last": ("among equal maxima the last one gets the gradient", one_of(winners.last)),
    "ties-column-first": (
        "among equal maxima the first in column-major order gets the gradient",
        one_of(winners.column_first, by_sides=True),
    ),
    "minimum": ("the smallest element gets the gradient", one_of(lambda seen: seen.argmin(axis=-1))),
    "magnitude": (
        "the element furthest from zero gets the gradient",
        one_of(lambda seen: np.abs(seen).argmax(axis=-1)),
    ),
    "transposed": (
        "row and column of the winner are exchanged",
        one_of(winners.offset_swapped, by_sides=True),
    ),
    "channels-together": ("the winner is the largest element of all channels", one_of(_of_all_channels)),
    "whole-window": (
        "every element of the window gets the gradient",
        all_of(lambda seen: np.ones(seen.shape, np.bool_)),
    ),
    "at-least-mean": (
        "every element that is at least the mean of its window gets the gradient",
        all_of(lambda seen: seen >= seen.mean(axis=-1, keepdims=True)),
    ),
    "above-mean": (
        "every element above the mean of its window gets the gradient",
        all_of(lambda seen: seen > seen.mean(axis=-1, keepdims=True)),
    ),
    "positive": ("every positive element of the window gets the gradient", all_of(lambda seen: seen > 0)),
    "not-largest": (
        "every element but the maximum gets the gradient",
        all_of(lambda seen: ~winners.is_winner(seen)),
    ),
    "second-largest": (
        "the second largest element gets the gradient",
        one_of(lambda seen: np.argsort(-seen, axis=-1, kind="stable")[..., min(1, seen.shape[-1] - 1)]),
    ),
    "top-left": ("the first element of the window gets the gradient", one_of(lambda seen: np.zeros(seen.shape[:-1]))),
    "bottom-right": (
        "the last element of the window gets the gradient",
        one_of(lambda seen: np.full(seen.shape[:-1], seen.shape[-1] - 1)),
    ),
    "minimum-last": (
        "the last of the smallest elements gets the gradient",
        one_of(lambda seen: winners.last(-seen)),
    ),
    "column-last": (
        "among equal maxima the last in column-major order gets the gradient",
        one_of(winners.last_column_first, by_sides=True),
    ),
    **{
        f"{name}-from-{low:g}-{place}": (
            f"the search for the maximum starts at {start}{told}; a window below that {where}",
            one_of(winners.from_low(low, other, last=name == "last")),
        )
        for low, start in (
            *((low, f"{low:g}") for low in (0.0, -1.0, -100.0, -1000.0, -9999.0)),
            (float(np.finfo(np.float32).tiny), "the smallest positive number"),
        )
        for name, told in (("first", ""), ("last", ", and of equal ones the last wins"))
        for place, other, where in (
            ("nowhere", -1, "gives its gradient to none"),
            ("first", 0, "gives it to its first element"),
        )
    },
}  # fmt: skip

SEVERAL = ("ties-all", "whole-window", "at-least-mean", "above-mean", "positive")
"""Of these a window has several winners, among which its gradient may be divided."""

SHARES: dict[str, tuple[str, Callable[[Array], Array]]] = {
    "": ("", lambda wins: np.ones((*wins.shape[:-1], 1))),
    "-shared": (", divided among all that do", lambda wins: 1 / wins.sum(-1, keepdims=True)),
    "-by-window": (
        ", divided by the size of the window",
        lambda wins: np.full((*wins.shape[:-1], 1), 1 / wins.shape[-1]),
    ),
}


def winner_faults() -> Iterator[Row]:
    """Yield the faults in which a wrong winner's gradient is written over what was there."""
    for (name, (told, wins)), (suffix, (share_told, share)) in (
        (one, two) for one in WINNERS.items() for two in SHARES.items()
    ):
        if suffix and name not in SEVERAL:
            continue
        ways = [_written(wins, share, order) for order in ("hwkl", "whkl")]
        both = kernel(
            f"{name}{suffix}-overwrites",
            f"{told}{share_told}, and where windows overlap the last one overwrites the others",
            *ways,
        )
        yield from about(HINT, two_bugs(both))
        yield from about(
            HINT,
            kernel(
                f"{name}{suffix}-added",
                f"{told}{share_told}",
                _added(wins, share) if suffix else Given(wins),
            ),
        )
    yield from about(HINT, *misplaced_winners())


def erasing_faults() -> Iterator[Row]:
    """Yield the fault in which zeros are written over what other taps have put there."""
    sentence = (
        "each tap of the windows is written as a whole, so its zeros erase what other taps wrote"
    )
    yield from about(
        HINT, kernel("whole-tap-overwrites", sentence, *map(_erasing, ("klhw", "lkhw")))
    )


def _erasing(order: str) -> Kernel:
    def back(plan: Plan) -> Array:
        return kernels.write_over(plan, pool_kernels.tied(plan, plan.reduction.ties), order)

    return back


def _added(wins: Wins, share: Callable[[Array], Array]) -> Kernel:
    def back(plan: Plan) -> Array:
        won = wins(plan)
        return kernels.add_up(plan, _shaped(plan, np.where(won, plan.G[..., None] * share(won), 0)))

    return back


def _written(wins: Wins, share: Callable[[Array], Array], order: str) -> Kernel:
    """Write the winners' gradients, and nothing at the others; the last writer stays."""

    def back(plan: Plan) -> Array:
        won = wins(plan)
        sent = _shaped(plan, plan.G[..., None] * share(won) * np.ones(won.shape))
        written = _shaped(plan, won)
        out = np.zeros(plan.X.shape)
        rows, columns = range(plan.h.count), range(plan.w.count)
        cells = [(i, j) for i in rows for j in columns]
        for i, j in cells if order[0] == "h" else sorted(cells, key=lambda cell: cell[::-1]):
            for k, l in np.ndindex(plan.h.kernel, plan.w.kernel):
                y, x = plan.h.table[i, k], plan.w.table[j, l]
                if OUTSIDE not in (y, x):
                    here = written[:, :, i, j, k, l]
                    out[:, :, y, x] = np.where(here, sent[:, :, i, j, k, l], out[:, :, y, x])
        return out

    return back


def _shaped(plan: Plan, flat: Array) -> Array:
    return flat.reshape(*flat.shape[:4], plan.h.kernel, plan.w.kernel)
