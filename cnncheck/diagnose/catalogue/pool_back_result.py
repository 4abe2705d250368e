"""Faults of ``pool_back`` in size, batch, channels and layout."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.catalogue.arrays import (
    RESHAPED,
    RESULT_TRANSPOSED,
    TRANSPOSED,
    TURNED,
    averaged,
    cleared,
    flipped,
    lost_ways,
    repeated,
    summed,
)
from cnncheck.diagnose.catalogue.changes import both
from cnncheck.diagnose.catalogue.common import lines_lost
from cnncheck.diagnose.catalogue.pool_back_windows import LAYOUT, first_columns, shelf

if TYPE_CHECKING:
    from cnncheck.diagnose.kernels import Axis


def _reached(axis: Axis) -> Axis:
    return replace(axis, length=axis.stride * (axis.count - 1) + axis.kernel)


shelf.plan(
    "dX has the shape of X.",
    (
        "size-cut",
        "rows and columns that no window covers are missing from the result",
        both(_reached),
    ),
)
shelf.then(
    "dX has the shape of X.",
    (
        "size-of-gradient",
        "the result has the shape of grad_pool",
        lambda out, p: p.arrays["grad_pool"],
    ),
)
shelf.plan(
    "Try a grad_pool that is not square.",
    ("square-only", "the number of rows of grad_pool is used for its columns too", first_columns),
)
lines_lost(
    shelf.gradient,
    "Where does the loop over the {line}s of grad_pool end?",
    "last-grad-{line}-lost",
    "the last {line} of grad_pool is left out",
)
shelf.gradient(
    LAYOUT,
    ("gradient-transposed", "rows and columns of grad_pool are exchanged", *TRANSPOSED),
    ("gradient-flipped", "grad_pool is turned around", *TURNED),
    (
        "gradient-averaged",
        "the mean of grad_pool over the positions is used everywhere",
        averaged(3, 2),
        lambda G: np.broadcast_to(G.mean(), G.shape),
    ),
    (
        "gradient-reshaped",
        "grad_pool is read in another order of its axes than (N, C, OH, OW)",
        *RESHAPED,
    ),
)
shelf.input(
    LAYOUT,
    ("input-reshaped", "X is read in another order of its axes than (N, C, H, W)", *RESHAPED),
    ("input-transposed", "rows and columns of X are exchanged", *TRANSPOSED),
)
shelf.result(
    LAYOUT,
    ("output-transposed", "rows and columns of the result are exchanged", *RESULT_TRANSPOSED),
    (
        "output-reshaped",
        "the result is brought into shape by reshape where its axes should be transposed",
        *RESHAPED,
    ),
)
shelf.gradient(
    LAYOUT,
    (
        "channels-first-for-all",
        "all channels get the gradient of the first channel",
        repeated(0, 1),
    ),
    ("channels-reversed", "the channels of grad_pool come in reverse order", flipped(1)),
    ("channels-summed", "the gradient is summed over the channels", summed(1)),
)
shelf.result(
    LAYOUT,
    (
        "channels-first-only",
        "only the first channel gets gradient",
        cleared(np.s_[:, 1:]),
    ),
)
shelf.result(
    "Where does the loop over the channels end?",
    ("channels-last-lost", "the last channel stays zero", *lost_ways(1)),
)
shelf.gradient(
    LAYOUT,
    ("batch-first-for-all", "all images get the gradient of the first image", repeated(0, 0)),
    ("batch-summed", "the gradient is summed over the batch", summed(0)),
)
shelf.result(
    LAYOUT,
    (
        "batch-divided",
        "the gradient is divided by the size of the batch",
        lambda out: out / len(out),
    ),
    ("batch-first-only", "only the first image gets gradient", cleared(np.s_[1:])),
)
shelf.result(
    "Where does the loop over the batch end?",
    ("batch-last-lost", "the last image stays zero", *lost_ways(0)),
)
lines_lost(
    shelf.result,
    "Where does the loop over the {line}s end?",
    "last-{line}-lost",
    "the last {line} of the result stays zero",
)

__all__ = ["shelf"]
