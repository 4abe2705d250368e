"""Faults of ``pool_back`` in size, batch, channels and layout."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.catalogue.changes import (
    averaged,
    both,
    cleared,
    everywhere,
    flipped,
    lost_ways,
    of_gradient,
    of_input,
    repeated,
    reshaped_ways,
    square_swapped,
    square_swapped_only,
    summed,
)
from cnncheck.diagnose.catalogue.pool_back_windows import LAYOUT, first_columns, shelf

if TYPE_CHECKING:
    from cnncheck.diagnose.kernels import Axis

change, then = shelf.change, shelf.then


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
    first_columns,
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
