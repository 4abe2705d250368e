"""Faults of ``pool_back``: which windows there are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.changes import both, each_axis, more, setting, taking
from cnncheck.diagnose.catalogue.pool_back_gradient import shelf

if TYPE_CHECKING:
    from cnncheck.diagnose.kernels import Axis, Plan
    from cnncheck.operators.problem import Array


WINDOW = "Window (i, j) covers rows s*i to s*i + f - 1 and columns s*j to s*j + f - 1."
SMALLER = "grad_pool may have fewer rows and columns than the pooled output: the leading windows'."
LAYOUT = "dX[n, c] follows from grad_pool[n, c] and X[n, c] alone."

shelf.plan(
    WINDOW,
    (
        "stride-is-window",
        "the windows are placed side by side, f apart, whatever the stride",
        both(taking(stride="kernel")),
    ),
    edges=("raise", "zero", "skip", "clip"),
)
shelf.plan(
    WINDOW,
    (
        "stride-ignored",
        "the windows are one pixel apart whatever the stride",
        both(setting(stride=1)),
    ),
)
shelf.plan(
    WINDOW,
    ("window-is-stride", "the windows are as wide as the stride", both(taking(kernel="stride"))),
    edges=("zero", "raise"),
)
shelf.plan(
    WINDOW,
    (
        "window-one-long",
        "the windows are one row or one column too large",
        *each_axis(more(kernel=1)),
    ),
    edges=("zero", "raise", "clip"),
)
shelf.plan(
    WINDOW,
    (
        "window-one-short",
        "the windows are one row and one column too small",
        both(lambda axis: replace(axis, kernel=max(axis.kernel - 1, 1))),
    ),
    (
        "window-last-row-lost",
        "the last row of each window is not looked at",
        lambda plan: replace(plan, h=replace(plan.h, kernel=max(plan.h.kernel - 1, 1))),
    ),
    (
        "window-last-column-lost",
        "the last column of each window is not looked at",
        lambda plan: replace(plan, w=replace(plan.w, kernel=max(plan.w.kernel - 1, 1))),
    ),
)
shelf.plan(
    "Window (0, 0) starts at pixel (0, 0).",
    ("windows-shifted", "the windows are one pixel too far down and right", both(setting(shift=1))),
    edges=("zero", "raise", "clip", "skip"),
)


def _in_corner(plan: Plan) -> Array:
    """Forget where the window is: everything is written into the top left window."""
    share = kernels.won(plan, kernels.first_winner(plan))
    out = np.zeros(plan.X.shape)
    out[:, :, : plan.h.kernel, : plan.w.kernel] = share.sum(axis=(2, 3))
    return out


shelf.kernel(
    WINDOW,
    (
        "offset-forgotten",
        "the position of the window is not added to that of the winner in it",
        _in_corner,
    ),
)


def _unstrided(plan: Plan) -> Array:
    """Find the winners with the stride, write them without."""
    share = kernels.won(plan, kernels.first_winner(plan))
    return kernels.add_up(both(setting(stride=1))(plan), share)


shelf.kernel(
    WINDOW,
    (
        "written-without-stride",
        "the winners are found with the stride but written without it",
        _unstrided,
    ),
)


def _from_the_end(plan: Plan) -> Plan:
    """Place a smaller gradient at the bottom right windows."""

    def later(axis: Axis) -> Axis:
        return replace(axis, shift=axis.stride * (axis.fitted().count - axis.count))

    return both(later)(plan)


shelf.plan(
    SMALLER,
    (
        "smaller-gradient-at-end",
        "a smaller grad_pool is placed at the bottom right windows instead of the leading ones",
        _from_the_end,
    ),
)


def _whole_output(plan: Plan) -> Array:
    if plan.h.fitted().count != plan.h.count or plan.w.fitted().count != plan.w.count:
        raise IndexError("index is out of bounds for axis 2")
    return kernels.pool_back(plan)


shelf.add(
    SMALLER,
    (
        "smaller-gradient-fails",
        "the loops run over the whole pooled output, past the end of a smaller grad_pool",
        shelf.run(kernel=_whole_output),
    ),
    raises=r"is out of bounds for axis [0-3]",
)


def first_columns(plan: Plan) -> Plan:
    """Use as many columns of the gradient as it has rows, and the other way round."""
    side = min(plan.h.count, plan.w.count)
    return both(setting(count=side))(replace(plan, G=plan.G[:, :, :side, :side]))


__all__ = ["first_columns", "shelf"]
