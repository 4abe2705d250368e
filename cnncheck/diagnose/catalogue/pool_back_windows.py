"""Faults of ``pool_back``: which windows there are, and where the gradient goes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.changes import (
    averaged,
    both,
    cleared,
    columns,
    everywhere,
    flipped,
    lost_ways,
    of_gradient,
    of_input,
    repeated,
    reshaped_ways,
    rows,
    setting,
    square_swapped,
    square_swapped_only,
    summed,
)
from cnncheck.diagnose.catalogue.pool_back import shelf

if TYPE_CHECKING:
    from cnncheck.diagnose.kernels import Axis, Plan
    from cnncheck.operators.problem import Array

change, then, add, run = shelf.change, shelf.then, shelf.add, shelf.run

WINDOW = "Window (i, j) covers rows s*i to s*i + f - 1 and columns s*j to s*j + f - 1."
SMALLER = "grad_pool may have fewer rows and columns than the pooled output: the leading windows'."
LAYOUT = "dX[n, c] follows from grad_pool[n, c] and X[n, c] alone."

change(
    "stride-is-window",
    "the windows are placed side by side, f apart, whatever the stride",
    WINDOW,
    both(lambda axis: replace(axis, stride=axis.kernel)),
    edges=("raise", "zero", "skip", "clip"),
)
change(
    "stride-ignored",
    "the windows are one pixel apart whatever the stride",
    WINDOW,
    both(setting(stride=1)),
)
change(
    "window-is-stride",
    "the windows are as wide as the stride",
    WINDOW,
    both(lambda axis: replace(axis, kernel=axis.stride)),
    edges=("zero", "raise"),
)
change(
    "window-one-long",
    "the windows are one row or one column too large",
    WINDOW,
    both(lambda axis: replace(axis, kernel=axis.kernel + 1)),
    rows(lambda axis: replace(axis, kernel=axis.kernel + 1)),
    columns(lambda axis: replace(axis, kernel=axis.kernel + 1)),
    edges=("zero", "raise", "clip"),
)
change(
    "window-one-short",
    "the windows are one row and one column too small",
    WINDOW,
    both(lambda axis: replace(axis, kernel=max(axis.kernel - 1, 1))),
)
change(
    "window-last-row-lost",
    "the last row of each window is not looked at",
    WINDOW,
    lambda plan: replace(plan, h=replace(plan.h, kernel=max(plan.h.kernel - 1, 1))),
)
change(
    "window-last-column-lost",
    "the last column of each window is not looked at",
    WINDOW,
    lambda plan: replace(plan, w=replace(plan.w, kernel=max(plan.w.kernel - 1, 1))),
)
change(
    "windows-shifted",
    "the windows are one pixel too far down and right",
    "Window (0, 0) starts at pixel (0, 0).",
    both(setting(shift=1)),
    edges=("zero", "raise", "clip", "skip"),
)


def _in_corner(plan: Plan) -> Array:
    """Forget where the window is: everything is written into the top left window."""
    share = kernels.won(plan, kernels.first_winner(plan))
    out = np.zeros(plan.X.shape)
    out[:, :, : plan.h.kernel, : plan.w.kernel] = share.sum(axis=(2, 3))
    return out


add(
    "offset-forgotten",
    "the position of the window is not added to that of the winner in it",
    WINDOW,
    run(kernel=_in_corner),
)


def _unstrided(plan: Plan) -> Array:
    """Find the winners with the stride, write them without."""
    share = kernels.won(plan, kernels.first_winner(plan))
    return kernels.add_up(both(setting(stride=1))(plan), share)


add(
    "written-without-stride",
    "the winners are found with the stride but written without it",
    WINDOW,
    run(kernel=_unstrided),
)


def _from_the_end(plan: Plan) -> Plan:
    """Place a smaller gradient at the bottom right windows."""

    def later(axis: Axis) -> Axis:
        return replace(axis, shift=axis.stride * (axis.fitted().count - axis.count))

    return both(later)(plan)


change(
    "smaller-gradient-at-end",
    "a smaller grad_pool is placed at the bottom right windows instead of the leading ones",
    SMALLER,
    _from_the_end,
)


def _whole_output(plan: Plan) -> Array:
    if plan.h.fitted().count != plan.h.count or plan.w.fitted().count != plan.w.count:
        raise IndexError("index is out of bounds for grad_pool")
    return kernels.pool_back(plan)


add(
    "smaller-gradient-fails",
    "the loops run over the whole pooled output, past the end of a smaller grad_pool",
    SMALLER,
    run(kernel=_whole_output),
)


def _first_columns(plan: Plan) -> Plan:
    side = min(plan.h.count, plan.w.count)
    return both(setting(count=side))(replace(plan, G=plan.G[:, :, :side, :side]))


def _reached(axis: Axis) -> Axis:
    return replace(axis, length=axis.stride * (axis.count - 1) + axis.kernel)


change(
    "size-cut",
    "rows and columns that no window covers are missing from the result",
    "dX has the shape of X.",
    both(_reached),
)
then(
    "size-of-gradient",
    "the result has the shape of grad_pool",
    "dX has the shape of X.",
    lambda out, p: p.arrays["grad_pool"],
)
change(
    "square-only",
    "the number of rows of grad_pool is used for its columns too",
    "Try a grad_pool that is not square.",
    _first_columns,
)
change(
    "last-grad-row-lost",
    "the last row of grad_pool is left out",
    "Where does the loop over the rows of grad_pool end?",
    *lost_ways(of_gradient, 2),
)
change(
    "last-grad-column-lost",
    "the last column of grad_pool is left out",
    "Where does the loop over the columns of grad_pool end?",
    *lost_ways(of_gradient, 3),
)
change(
    "gradient-transposed",
    "rows and columns of grad_pool are exchanged",
    LAYOUT,
    of_gradient(square_swapped),
    of_gradient(square_swapped_only),
)
change(
    "gradient-flipped",
    "grad_pool is turned around",
    LAYOUT,
    of_gradient(flipped(2, 3)),
    of_gradient(flipped(2)),
    of_gradient(flipped(3)),
)
change(
    "gradient-averaged",
    "the mean of grad_pool over the positions is used everywhere",
    LAYOUT,
    of_gradient(lambda G: averaged(2)(averaged(3)(G))),
    of_gradient(lambda G: np.broadcast_to(G.mean(), G.shape)),
)
change(
    "gradient-reshaped",
    "grad_pool is read in another order of its axes than (N, C, OH, OW)",
    LAYOUT,
    *reshaped_ways(of_gradient),
)
change(
    "input-reshaped",
    "X is read in another order of its axes than (N, C, H, W)",
    LAYOUT,
    *reshaped_ways(of_input),
)
change(
    "input-transposed",
    "rows and columns of X are exchanged",
    LAYOUT,
    of_input(square_swapped),
    of_input(square_swapped_only),
)
then(
    "output-transposed",
    "rows and columns of the result are exchanged",
    LAYOUT,
    everywhere(lambda out: out.swapaxes(2, 3)),
    everywhere(square_swapped),
    everywhere(square_swapped_only),
)
then(
    "output-reshaped",
    "the result is brought into shape by reshape where its axes should be transposed",
    LAYOUT,
    *reshaped_ways(everywhere),
)
change(
    "channels-first-for-all",
    "all channels get the gradient of the first channel",
    LAYOUT,
    of_gradient(repeated(0, 1)),
)
change(
    "channels-reversed",
    "the channels of grad_pool come in reverse order",
    LAYOUT,
    of_gradient(flipped(1)),
)
change(
    "channels-summed", "the gradient is summed over the channels", LAYOUT, of_gradient(summed(1))
)
then(
    "channels-first-only",
    "only the first channel gets gradient",
    LAYOUT,
    cleared(slice(None), slice(1, None)),
)
then(
    "channels-last-lost",
    "the last channel stays zero",
    "Where does the loop over the channels end?",
    *lost_ways(everywhere, 1),
)
change(
    "batch-first-for-all",
    "all images get the gradient of the first image",
    LAYOUT,
    of_gradient(repeated(0, 0)),
)
change("batch-summed", "the gradient is summed over the batch", LAYOUT, of_gradient(summed(0)))
then(
    "batch-divided",
    "the gradient is divided by the size of the batch",
    LAYOUT,
    lambda out, p: out / len(out),
)
then("batch-first-only", "only the first image gets gradient", LAYOUT, cleared(slice(1, None)))
then(
    "batch-last-lost",
    "the last image stays zero",
    "Where does the loop over the batch end?",
    *lost_ways(everywhere, 0),
)
then(
    "last-row-lost",
    "the last row of the result stays zero",
    "Where does the loop over the rows end?",
    *lost_ways(everywhere, 2),
)
then(
    "last-column-lost",
    "the last column of the result stays zero",
    "Where does the loop over the columns end?",
    *lost_ways(everywhere, 3),
)

__all__ = ["shelf"]
