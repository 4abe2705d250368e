"""Faults of ``pool_back`` in which the winner is found, and its place in the image is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.table import kernel
from cnncheck.faults.parts import pool_kernels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Kernel
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.problem import Array

WIDTHS: dict[str, tuple[str, Callable[[Plan], int]]] = {
    "image": ("the width of the image", lambda plan: plan.w.length),
    "image-height": ("the height of the image", lambda plan: plan.h.length),
    "gradient": ("the width of out_grad", lambda plan: plan.G.shape[3]),
    "stride": ("the stride", lambda plan: plan.w.stride),
    "window-height": ("the height of the window", lambda plan: plan.h.kernel),
    "one-more": ("the width of the window plus 1", lambda plan: plan.w.kernel + 1),
    "one-less": ("the width of the window less 1", lambda plan: max(plan.w.kernel - 1, 1)),
}

EDGES = ("raise", "skip", "clip", "flow")
"""What becomes of a place beyond the image."""

GOES_ON = {
    1: "within a row of windows",
    2: "within a channel",
    3: "within an image",
    4: "through the whole batch",
}


def misplaced_winners() -> Iterator[Row]:
    """Yield the faults in which the winner is found, and its place is not."""
    for name, (told, width) in WIDTHS.items():
        sentence = f"the winner's number is divided by {told}, not by the width of the window"
        over = f"{sentence}, and where windows overlap the last one overwrites the others"
        for end, said in (("", sentence), ("-overwrites", over)):
            ways = [_unravelled(width, edge, over=bool(end)) for edge in EDGES]
            yield kernel(f"winner-by-width-of-{name}{end}", said, *ways)
    for axes, where in GOES_ON.items():
        told = f"the largest value so far is not set back {where}, so that a smaller window's gradient goes to an earlier winner"
        yield kernel(
            f"winner-goes-on-{where.rpartition(' ')[2]}", told, _going_on(axes, over=False)
        )
        over = f"{told}, and where it meets another gradient it overwrites that"
        yield kernel(
            f"winner-goes-on-{where.rpartition(' ')[2]}-overwrites",
            over,
            _going_on(axes, over=True),
        )


def _unravelled(width: Callable[[Plan], int], edge: str, *, over: bool) -> Kernel:
    def back(plan: Plan) -> Array:
        row, column = np.divmod(pool_kernels.first_winner(plan), width(plan))
        y = row + (plan.h.stride * np.arange(plan.h.count) - plan.h.before)[:, None]
        x = column + plan.w.stride * np.arange(plan.w.count) - plan.w.before
        if edge == "clip":
            y, x = np.minimum(y, plan.h.length - 1), np.minimum(x, plan.w.length - 1)
        if edge == "flow":
            y, x = np.divmod(y * plan.w.length + x, plan.w.length)
        inside = (y < plan.h.length) & (x < plan.w.length) & (y >= 0) & (x >= 0)
        if edge == "raise" and not inside.all():
            raise IndexError("an index is out of bounds")
        return _sent(plan, y, x, inside, over=over)

    return back


def _going_on(axes: int, *, over: bool) -> Kernel:
    """Return the kernel in which the search goes on over the last axes of the windows."""

    def back(plan: Plan) -> Array:
        winner = pool_kernels.first_winner(plan)
        row, column = np.divmod(winner, plan.w.kernel)
        y = row + (plan.h.stride * np.arange(plan.h.count) - plan.h.before)[:, None]
        x = column + plan.w.stride * np.arange(plan.w.count) - plan.w.before
        images, channels = np.indices(winner.shape)[:2]
        lines = pool_kernels.largest(plan).reshape(*winner.shape[: 4 - axes], -1)
        best = np.maximum.accumulate(lines, axis=-1)
        new = np.diff(best, axis=-1, prepend=-np.inf) != 0
        latest = np.maximum.accumulate(np.where(new, np.arange(best.shape[-1]), 0), axis=-1)
        n, c, y, x = (np.take_along_axis(each.reshape(lines.shape), latest, -1).reshape(winner.shape)
                      for each in (images, channels, y, x))  # fmt: skip
        out = np.zeros(plan.X.shape)
        if not over:
            np.add.at(out, (n, c, y, x), plan.G)
            return out
        for at in np.ndindex(winner.shape):
            out[n[at], c[at], y[at], x[at]] = plan.G[at]
        return out

    return back


def _sent(plan: Plan, y: Array, x: Array, inside: Array, *, over: bool) -> Array:
    out = np.zeros(plan.X.shape)
    images, channels = np.indices(y.shape)[:2]
    at = images[inside], channels[inside], y[inside], x[inside]
    if over:
        out[at] = plan.G[inside]  # of several to one place the last stays
    else:
        np.add.at(out, at, plan.G[inside])
    return out
