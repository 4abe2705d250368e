"""Faults of ``pool_back`` in two parts: who gets the gradient of a window, and how it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults import kernels, pool_kernels
from cnncheck.faults.table import about, kernel
from cnncheck.operators.max_pool.faults import winners
from cnncheck.operators.relation import OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.arrays import ArrayChange
    from cnncheck.faults.changes import Kernel
    from cnncheck.faults.plans import Plan
    from cnncheck.faults.table import Row
    from cnncheck.operators.problem import Array

    Wins = Callable[[Plan], Array]
    """Which elements of a window win, (N, C, OH, OW, KH * KW)."""

HINT = "Who wins in a window, and what happens to a pixel that wins in several?"


def _all(wins: ArrayChange) -> Wins:
    return lambda plan: wins(pool_kernels.flat_windows(plan))


def _one(choose: Callable[..., Array], *, by_sides: bool = False) -> Wins:
    """Return where the one winner is that is chosen, perhaps in view of the window's sides."""

    def wins(plan: Plan) -> Array:
        seen = pool_kernels.flat_windows(plan)
        told = ((plan.h.kernel, plan.w.kernel),) if by_sides else ()
        return np.asarray(np.arange(seen.shape[-1]) == choose(seen, *told)[..., None])

    return wins


WINNERS: dict[str, tuple[str, Wins]] = {
    "ties-all": ("every element equal to the maximum gets the gradient", _all(winners.is_top)),
    "ties-last": ("among equal maxima the last one gets the gradient", _one(winners.last)),
    "ties-column-first": (
        "among equal maxima the first in column-major order gets the gradient",
        _one(winners.column_first, by_sides=True),
    ),
    "minimum": ("the smallest element gets the gradient", _one(lambda seen: seen.argmin(axis=-1))),
    "magnitude": (
        "the element furthest from zero gets the gradient",
        _one(lambda seen: np.abs(seen).argmax(axis=-1)),
    ),
    "transposed": (
        "row and column of the winner are exchanged",
        _one(winners.offset_swapped, by_sides=True),
    ),
    "whole-window": (
        "every element of the window gets the gradient",
        _all(lambda seen: np.ones(seen.shape, np.bool_)),
    ),
}

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
        ways = [_written(wins, share, order) for order in ("hwkl", "whkl")]
        yield from about(
            HINT,
            kernel(
                f"{name}{suffix}-overwrites",
                f"{told}{share_told}, and where windows overlap the last one overwrites the others",
                *ways,
            ),
        )
        if suffix:
            yield from about(
                HINT, kernel(f"{name}{suffix}-added", f"{told}{share_told}", _added(wins, share))
            )


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
