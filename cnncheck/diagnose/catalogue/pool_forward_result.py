"""Faults of ``pool_forward`` in the size and the layout of its result."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.arrays import (
    RESHAPED,
    RESULT_TRANSPOSED,
    TURNED,
    cleared,
    flipped,
    lost_ways,
    repeated,
)
from cnncheck.diagnose.catalogue.changes import (
    both,
    copied,
    everywhere,
    into_zeros,
    more,
    of_input,
    shorter,
)
from cnncheck.diagnose.catalogue.common import never_written, output_ends_early
from cnncheck.diagnose.catalogue.pool_forward import LAYOUT, SIZE, shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.catalogue.arrays import ArrayChange
    from cnncheck.diagnose.kernels import Axis, Plan
    from cnncheck.operators.problem import Array


# --- output size -------------------------------------------------------------------------------


def _counted(count: Callable[[Axis], int]) -> Callable[[Plan], Plan]:
    return both(lambda axis: replace(axis, count=count(axis)))


shelf.plan(
    SIZE,
    (
        "size-rounded-up",
        "the output size is rounded up: partial windows at the edge are included",
        both(lambda axis: axis.fitted(up=True)),
    ),
    edges=("zero", "clip", "raise"),
)
shelf.plan(
    SIZE,
    (
        "size-by-stride",
        "the output size is the image's divided by the stride, whatever the window",
        _counted(lambda axis: axis.length // axis.stride),
        _counted(lambda axis: -(-axis.length // axis.stride)),
    ),
    (
        "size-by-window",
        "the output size is the image's divided by the window, whatever the stride",
        _counted(lambda axis: axis.length // axis.kernel),
        _counted(lambda axis: -(-axis.length // axis.kernel)),
    ),
    edges=("zero", "raise", "clip"),
)
shelf.plan(
    SIZE, ("size-one-short", "the output is one row and one column too small", both(more(count=-1)))
)
shelf.plan(
    "Compute OW from the width; try an image that is not square.",
    (
        "size-square",
        "the number of output rows is used for the columns too",
        copied("count", "h", fit=False),
    ),
    edges=("raise", "zero"),
)
shelf.add(
    "Compute OW from the width; try an image that is not square.",
    (
        "square-only",
        "the loop over the columns ends where that over the rows does, the rest stays zero",
        *(shelf.run(way, then=into_zeros) for way in shorter("count")),
    ),
)
output_ends_early(shelf, "the last {line} of the output stays zero")

# --- batch, channels, layout -------------------------------------------------------------------


def _over(reduce: Callable[..., Array], axis: int) -> tuple[ArrayChange, ArrayChange]:
    """Reduce an axis of the result to one entry: for all to share, or in the place of all."""

    def one(out: Array) -> Array:
        return reduce(out, axis=axis, keepdims=True)

    return lambda out: np.broadcast_to(one(out), out.shape), one


never_written(shelf)
shelf.result(
    LAYOUT,
    ("output-transposed", "rows and columns of the output are exchanged", *RESULT_TRANSPOSED),
    ("output-flipped", "the output comes out turned around", *TURNED),
    ("over-channels", "the maximum is taken over the channels too", *_over(np.max, 1)),
    ("over-batch", "the maximum is taken over the batch too", *_over(np.max, 0)),
    ("channels-first-for-all", "all channels get the result of the first", repeated(0, 1)),
)
shelf.result(
    "Where does the loop over the channels end?",
    ("channels-last-lost", "the last channel stays zero", *lost_ways(1)),
)
shelf.result(
    LAYOUT,
    ("channels-reversed", "the channels come out in reverse order", flipped(1)),
    ("channels-averaged", "the mean over the channels is returned", *_over(np.mean, 1)),
    ("batch-first-for-all", "all images get the result of the first", repeated(0, 0)),
    ("batch-last-for-all", "all images get the result of the last", repeated(-1, 0)),
    (
        "batch-first-only",
        "only the first image is computed, the others stay zero",
        cleared(np.s_[1:]),
    ),
    ("batch-last-lost", "the last image stays zero", *lost_ways(0)),
)
INPUT_RESHAPED = [shelf.run(of_input(reshaped)) for reshaped in RESHAPED]
RESULT_RESHAPED = [shelf.run(then=everywhere(reshaped)) for reshaped in RESHAPED]
shelf.add(
    LAYOUT + " Where is a reshape that should be a transpose?",
    (
        "axes-reshaped",
        "the axes of X or of the result are taken in another order than they lie in memory",
        *(RESULT_RESHAPED + INPUT_RESHAPED),
    ),
)
shelf.result(
    LAYOUT,
    (
        "output-channels-last",
        "the result is (N, OH, OW, C) instead of (N, C, OH, OW)",
        lambda out: out.transpose(0, 2, 3, 1),
    ),
)


def _cut_up(plan: Plan) -> Array:
    """Maxima of (H/f, W/f, f, f), which mixes rows, where the windows tile the image."""
    N, C, H, W = plan.X.shape
    f = plan.h.kernel
    if f != plan.h.stride or H % f or W % f:
        return kernels.pool_forward(plan)
    return np.asarray(plan.X.reshape(N, C, H // f, W // f, f, f).max(axis=(4, 5)))


shelf.kernel(
    "Print the reshape of np.arange(16).reshape(4, 4): which values end up together?",
    (
        "tiling-reshape",
        "tiling windows are cut by a reshape to (H/f, W/f, f, f), which mixes rows",
        _cut_up,
    ),
)

__all__ = ["shelf"]
