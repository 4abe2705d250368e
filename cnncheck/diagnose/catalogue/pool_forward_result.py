"""Faults of ``pool_forward`` in the size and the layout of its result."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.changes import (
    both,
    cleared,
    everywhere,
    exact_fit_lost,
    flipped,
    into_zeros,
    lost_ways,
    of_input,
    repeated,
    reshaped_ways,
    setting,
    square_swapped,
    square_swapped_only,
)
from cnncheck.diagnose.catalogue.pool_forward import LAYOUT, SIZE, shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.kernels import Axis, Plan
    from cnncheck.operators.problem import Array

change, then, add, run = shelf.change, shelf.then, shelf.add, shelf.run

# --- output size -------------------------------------------------------------------------------


def _counted(count: Callable[[Axis], int]) -> Callable[[Plan], Plan]:
    return both(lambda axis: replace(axis, count=count(axis)))


change(
    "size-rounded-up",
    "the output size is rounded up: partial windows at the edge are included",
    SIZE,
    both(lambda axis: axis.fitted(up=True)),
    edges=("zero", "clip", "raise"),
)
change(
    "size-by-stride",
    "the output size is the image's divided by the stride, whatever the window",
    SIZE,
    _counted(lambda axis: axis.length // axis.stride),
    _counted(lambda axis: -(-axis.length // axis.stride)),
    edges=("zero", "raise", "clip"),
)
change(
    "size-by-window",
    "the output size is the image's divided by the window, whatever the stride",
    SIZE,
    _counted(lambda axis: axis.length // axis.kernel),
    _counted(lambda axis: -(-axis.length // axis.kernel)),
    edges=("zero", "raise", "clip"),
)
change(
    "size-one-short",
    "the output is one row and one column too small",
    SIZE,
    _counted(lambda axis: axis.count - 1),
)
change(
    "size-square",
    "the number of output rows is used for the columns too",
    "Compute OW from the width; try an image that is not square.",
    lambda plan: replace(plan, w=replace(plan.w, count=plan.h.count)),
    edges=("raise", "zero"),
)
add(
    "square-only",
    "the loop over the columns ends where that over the rows does, the rest stays zero",
    "Compute OW from the width; try an image that is not square.",
    run(
        lambda plan: replace(plan, w=replace(plan.w, count=min(plan.h.count, plan.w.count))),
        then=into_zeros,
    ),
    run(lambda plan: both(setting(count=min(plan.h.count, plan.w.count)))(plan), then=into_zeros),
)
then(
    "last-row-zero",
    "the last row of the output stays zero",
    "Where does the loop over the output's rows end?",
    *lost_ways(everywhere, 2),
    exact_fit_lost(2),
)
then(
    "last-column-zero",
    "the last column of the output stays zero",
    "Where does the loop over the output's columns end?",
    *lost_ways(everywhere, 3),
    exact_fit_lost(3),
)

# --- batch, channels, layout -------------------------------------------------------------------

then(
    "all-zero",
    "the result is never written and stays zero",
    "What is returned, and where is it filled?",
    everywhere(np.zeros_like),
)
then(
    "output-transposed",
    "rows and columns of the output are exchanged",
    LAYOUT,
    everywhere(lambda out: out.swapaxes(2, 3)),
    everywhere(square_swapped),
    everywhere(square_swapped_only),
)
then(
    "output-flipped",
    "the output comes out turned around",
    LAYOUT,
    everywhere(flipped(2, 3)),
    everywhere(flipped(2)),
    everywhere(flipped(3)),
)
then(
    "over-channels",
    "the maximum is taken over the channels too",
    LAYOUT,
    everywhere(lambda out: np.broadcast_to(out.max(axis=1, keepdims=True), out.shape)),
    everywhere(lambda out: out.max(axis=1, keepdims=True)),
)
then(
    "over-batch",
    "the maximum is taken over the batch too",
    LAYOUT,
    everywhere(lambda out: np.broadcast_to(out.max(axis=0, keepdims=True), out.shape)),
    everywhere(lambda out: out.max(axis=0, keepdims=True)),
)
then(
    "channels-first-for-all",
    "all channels get the result of the first",
    LAYOUT,
    everywhere(repeated(0, 1)),
)
then(
    "channels-last-lost",
    "the last channel stays zero",
    "Where does the loop over the channels end?",
    *lost_ways(everywhere, 1),
)
then("channels-reversed", "the channels come out in reverse order", LAYOUT, everywhere(flipped(1)))
then(
    "channels-averaged",
    "the mean over the channels is returned",
    LAYOUT,
    everywhere(lambda out: np.broadcast_to(out.mean(axis=1, keepdims=True), out.shape)),
    everywhere(lambda out: out.mean(axis=1, keepdims=True)),
)
then(
    "batch-first-for-all",
    "all images get the result of the first",
    LAYOUT,
    everywhere(repeated(0, 0)),
)
then(
    "batch-last-for-all",
    "all images get the result of the last",
    LAYOUT,
    everywhere(repeated(-1, 0)),
)
then(
    "batch-first-only",
    "only the first image is computed, the others stay zero",
    LAYOUT,
    cleared(slice(1, None)),
)
then("batch-last-lost", "the last image stays zero", LAYOUT, *lost_ways(everywhere, 0))
add(
    "axes-reshaped",
    "the axes of X or of the result are taken in another order than they lie in memory",
    LAYOUT + " Where is a reshape that should be a transpose?",
    *(run(then=then_reshaped) for then_reshaped in reshaped_ways(everywhere)),
    *(run(reshaped_input) for reshaped_input in reshaped_ways(of_input)),
)
then(
    "output-channels-last",
    "the result is (N, OH, OW, C) instead of (N, C, OH, OW)",
    LAYOUT,
    everywhere(lambda out: out.transpose(0, 2, 3, 1)),
)


def _cut_up(plan: Plan) -> Array:
    """Maxima of (H/f, W/f, f, f), which mixes rows, where the windows tile the image."""
    N, C, H, W = plan.X.shape
    f = plan.h.kernel
    if f != plan.h.stride or H % f or W % f:
        return kernels.pool_forward(plan)
    return np.asarray(plan.X.reshape(N, C, H // f, W // f, f, f).max(axis=(4, 5)))


add(
    "tiling-reshape",
    "tiling windows are cut by a reshape to (H/f, W/f, f, f), which mixes rows",
    "Print the reshape of np.arange(16).reshape(4, 4): which values end up together?",
    run(kernel=_cut_up),
)

__all__ = ["shelf"]
