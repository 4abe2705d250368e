"""Faults of ``convolution2D_backward_input`` in what it adds up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.catalogue.arrays import (
    LEADING_SWAPPED,
    RESHAPED,
    RESULT_TRANSPOSED,
    TRANSPOSED,
    TURNED,
    averaged,
    cleared,
    flipped,
    front_reshaped,
    lost_ways,
    repeated,
    summed,
)
from cnncheck.diagnose.catalogue.backward_input import LAYOUT
from cnncheck.diagnose.catalogue.backward_input_windows import shelf
from cnncheck.diagnose.catalogue.common import lines_lost, never_written

if TYPE_CHECKING:
    from cnncheck.diagnose.catalogue.arrays import ArrayChange
    from cnncheck.diagnose.catalogue.changes import Change


FILTERS = "A pixel is read by every filter: its gradient adds up over all of them."
CHANNELS = "dX[:, c] gets the weights W[:, c] of its own channel."
GRAD = "dX is linear in out_grad: the gradient of every output position counts."
BATCH = "dX[n] follows from out_grad[n] alone."


def _without_small(low: float) -> ArrayChange:
    return lambda G: np.where(np.abs(G) < low, 0.0, G)


def _without_relatively_small(low: float) -> ArrayChange:
    return lambda G: np.where(np.abs(G) < low * np.abs(G).max(), 0.0, G)


def _one_filter(index: slice) -> Change:
    return lambda plan: replace(plan, W=plan.W[index], G=plan.G[:, index])


shelf.plan(
    FILTERS,
    ("filters-first-only", "only the first filter is used", _one_filter(slice(1))),
    (
        "filters-overwrite",
        "each filter overwrites the contribution of the one before, so only the last one counts",
        _one_filter(slice(-1, None)),
    ),
    ("filters-last-lost", "the last filter is left out", _one_filter(slice(-1))),
)
shelf.then(
    FILTERS,
    (
        "filters-averaged",
        "the mean over the filters is taken instead of the sum",
        lambda out, problem: out / problem.arrays["W"].shape[0],
    ),
)
shelf.weights(
    FILTERS,
    ("filters-reversed", "the filters meet out_grad in reverse order", flipped(0)),
    ("filters-summed", "the filters are summed before they meet out_grad", summed(0)),
    (
        "filters-share-weights",
        "the first filter is used with the gradients of all filters",
        repeated(0, 0),
    ),
)
shelf.gradient(
    FILTERS,
    (
        "out-grad-first-filter",
        "the gradient of the first filter is used for all filters",
        repeated(0, 1),
    ),
)
shelf.weights(
    "W is (F, C, KH, KW), and the sum is over F.",
    (
        "filters-and-channels-swapped",
        "the axes of filters and channels of W are exchanged",
        *LEADING_SWAPPED,
        lambda W: W.swapaxes(0, 1).reshape(W.shape),
    ),
)
shelf.weights(
    LAYOUT,
    ("weights-reshaped", "W is read in another order of its axes than (F, C, KH, KW)", *RESHAPED),
)
shelf.weights(
    CHANNELS,
    ("channels-reversed", "the channels come out in reverse order", flipped(1)),
    ("channels-share-weights", "all channels get the weights of the first channel", repeated(0, 1)),
    (
        "channels-summed",
        "the weights are summed over the channels: all channels get the same",
        summed(1),
    ),
    (
        "channels-averaged",
        "the weights are averaged over the channels: all channels get the same",
        averaged(1),
    ),
)
shelf.result(
    CHANNELS,
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

# --- out_grad ----------------------------------------------------------------------------------

shelf.gradient(
    GRAD,
    ("out-grad-ignored", "out_grad is taken to be all ones", np.ones_like),
    ("out-grad-transposed", "rows and columns of out_grad are exchanged", *TRANSPOSED),
    ("out-grad-flipped", "out_grad is turned around", *TURNED),
)
shelf.gradient(
    LAYOUT,
    (
        "out-grad-reshaped",
        "out_grad is read in another order of its axes than (N, F, OH, OW)",
        *(*RESHAPED, front_reshaped),
    ),
)
lines_lost(
    shelf.gradient,
    "Where does the loop over the output's {line}s end?",
    "last-grad-{line}-lost",
    "the last {line} of out_grad is left out",
)
shelf.gradient(
    GRAD,
    (
        "out-grad-averaged",
        "the mean of out_grad over the positions is used everywhere",
        averaged(3, 2),
    ),
)
shelf.gradient(
    BATCH,
    ("batch-first-for-all", "all images get the gradient of the first image", repeated(0, 0)),
    ("batch-last-for-all", "all images get the gradient of the last image", repeated(-1, 0)),
    (
        "batch-summed",
        "the gradient is summed over the batch, so that all images get the same",
        summed(0),
    ),
    (
        "batch-averaged",
        "the gradient is averaged over the batch, so that all images get the same",
        averaged(0),
    ),
)
shelf.then(
    BATCH,
    (
        "batch-divided",
        "the gradient is divided by the size of the batch",
        lambda out, problem: out / problem.arrays["X"].shape[0],
    ),
)
shelf.result(
    "Where does the loop over the batch end?",
    ("batch-last-lost", "the last image gets no gradient", *lost_ways(0)),
)
shelf.result(
    BATCH,
    ("batch-first-only", "only the first image gets gradient", cleared(np.s_[1:])),
    ("batch-beyond-two-lost", "only the first two images get gradient", cleared(np.s_[2:])),
)

# --- what is done to the result ----------------------------------------------------------------

LINEAR = "The derivative of a product by X does not hold X any more."
shelf.then(
    LINEAR,
    ("times-input", "the result is multiplied by X once more", lambda out, p: out * p.arrays["X"]),
)
shelf.weights(
    GRAD,
    ("weights-absolute", "the absolute values of the weights are used", np.abs),
    ("weights-ignored", "the gradient is handed back without the weights", np.ones_like),
)
shelf.result(GRAD, ("negated", "every element has the wrong sign", np.negative))
never_written(shelf)
shelf.result(
    LAYOUT,
    ("transposed", "rows and columns of the result are exchanged", *RESULT_TRANSPOSED),
    (
        "reshaped",
        "the result is brought into shape by reshape where its axes should be transposed",
        *RESHAPED,
    ),
)
shelf.gradient(
    "Every gradient counts, however small.",
    (
        "small-gradients-dropped",
        "small gradients are treated as zero",
        *(
            drop(low)
            for drop, lows in (
                (_without_small, (0.1, 0.01, 0.001, 0.5, 1.5)),
                (_without_relatively_small, (0.1, 0.05, 0.01, 0.001)),
            )
            for low in lows
        ),
    ),
)
shelf.gradient(
    GRAD,
    (
        "rectified",
        "negative gradients are dropped, as if a ReLU came after",
        lambda G: np.maximum(G, 0),
    ),
)

__all__ = ["shelf"]
