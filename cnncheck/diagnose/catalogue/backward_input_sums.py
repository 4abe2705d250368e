"""Faults of ``convolution2D_backward_input`` in what it adds up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.catalogue.backward_input import LAYOUT
from cnncheck.diagnose.catalogue.backward_input_windows import shelf
from cnncheck.diagnose.catalogue.changes import (
    averaged,
    cleared,
    everywhere,
    flipped,
    lost_ways,
    of_gradient,
    of_weights,
    repeated,
    reshaped_ways,
    square_swapped,
    square_swapped_only,
    summed,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.catalogue.changes import Change
    from cnncheck.operators.problem import Array

change, then, add, run = shelf.change, shelf.then, shelf.add, shelf.run

FILTERS = "A pixel is read by every filter: its gradient adds up over all of them."
CHANNELS = "dX[:, c] gets the weights W[:, c] of its own channel."
GRAD = "dX is linear in out_grad: the gradient of every output position counts."
BATCH = "dX[n] follows from out_grad[n] alone."


def _without_small(low: float) -> Callable[[Array], Array]:
    return lambda G: np.where(np.abs(G) < low, 0.0, G)


def _without_relatively_small(low: float) -> Callable[[Array], Array]:
    return lambda G: np.where(np.abs(G) < low * np.abs(G).max(), 0.0, G)


def _one_filter(index: slice) -> Change:
    return lambda plan: replace(plan, W=plan.W[index], G=plan.G[:, index])


change("filters-first-only", "only the first filter is used", FILTERS, _one_filter(slice(1)))
change(
    "filters-overwrite",
    "each filter overwrites the contribution of the one before, so only the last one counts",
    FILTERS,
    _one_filter(slice(-1, None)),
)
change("filters-last-lost", "the last filter is left out", FILTERS, _one_filter(slice(-1)))
then(
    "filters-averaged",
    "the mean over the filters is taken instead of the sum",
    FILTERS,
    lambda out, problem: out / problem.arrays["W"].shape[0],
)
change(
    "filters-reversed",
    "the filters meet out_grad in reverse order",
    FILTERS,
    of_weights(flipped(0)),
)
change(
    "filters-summed",
    "the filters are summed before they meet out_grad",
    FILTERS,
    of_weights(summed(0)),
)
change(
    "filters-share-weights",
    "the first filter is used with the gradients of all filters",
    FILTERS,
    of_weights(repeated(0, 0)),
)
change(
    "out-grad-first-filter",
    "the gradient of the first filter is used for all filters",
    FILTERS,
    of_gradient(repeated(0, 1)),
)
change(
    "filters-and-channels-swapped",
    "the axes of filters and channels of W are exchanged",
    "W is (F, C, KH, KW), and the sum is over F.",
    of_weights(lambda W: W.swapaxes(0, 1)),
    of_weights(lambda W: W.swapaxes(0, 1) if W.shape[0] == W.shape[1] else W),
    of_weights(lambda W: W.swapaxes(0, 1).reshape(W.shape)),
)
change(
    "weights-reshaped",
    "W is read in another order of its axes than (F, C, KH, KW)",
    LAYOUT,
    *reshaped_ways(of_weights),
)
change(
    "channels-reversed", "the channels come out in reverse order", CHANNELS, of_weights(flipped(1))
)
change(
    "channels-share-weights",
    "all channels get the weights of the first channel",
    CHANNELS,
    of_weights(repeated(0, 1)),
)
change(
    "channels-summed",
    "the weights are summed over the channels: all channels get the same",
    CHANNELS,
    of_weights(summed(1)),
)
change(
    "channels-averaged",
    "the weights are averaged over the channels: all channels get the same",
    CHANNELS,
    of_weights(averaged(1)),
)
then(
    "channels-first-only",
    "only the first channel gets gradient",
    CHANNELS,
    cleared(slice(None), slice(1, None)),
)
then(
    "channels-last-lost",
    "the last channel stays zero",
    "Where does the loop over the channels end?",
    *lost_ways(everywhere, 1),
)

# --- out_grad ----------------------------------------------------------------------------------

change("out-grad-ignored", "out_grad is taken to be all ones", GRAD, of_gradient(np.ones_like))
change(
    "out-grad-transposed",
    "rows and columns of out_grad are exchanged",
    GRAD,
    of_gradient(square_swapped),
    of_gradient(square_swapped_only),
)
change(
    "out-grad-flipped",
    "out_grad is turned around",
    GRAD,
    of_gradient(flipped(2, 3)),
    of_gradient(flipped(2)),
    of_gradient(flipped(3)),
)
change(
    "out-grad-reshaped",
    "out_grad is read in another order of its axes than (N, F, OH, OW)",
    LAYOUT,
    *reshaped_ways(of_gradient),
    of_gradient(lambda G: G.reshape(G.shape[1], G.shape[0], *G.shape[2:]).swapaxes(0, 1)),
    *reshaped_ways(of_gradient),
)
change(
    "last-grad-row-lost",
    "the last row of out_grad is left out",
    "Where does the loop over the output's rows end?",
    *lost_ways(of_gradient, 2),
)
change(
    "last-grad-column-lost",
    "the last column of out_grad is left out",
    "Where does the loop over the output's columns end?",
    *lost_ways(of_gradient, 3),
)
change(
    "out-grad-averaged",
    "the mean of out_grad over the positions is used everywhere",
    GRAD,
    of_gradient(lambda G: averaged(2)(averaged(3)(G))),
)
change(
    "batch-first-for-all",
    "all images get the gradient of the first image",
    BATCH,
    of_gradient(repeated(0, 0)),
)
change(
    "batch-last-for-all",
    "all images get the gradient of the last image",
    BATCH,
    of_gradient(repeated(-1, 0)),
)
change(
    "batch-summed",
    "the gradient is summed over the batch, so that all images get the same",
    BATCH,
    of_gradient(summed(0)),
)
change(
    "batch-averaged",
    "the gradient is averaged over the batch, so that all images get the same",
    BATCH,
    of_gradient(averaged(0)),
)
then(
    "batch-divided",
    "the gradient is divided by the size of the batch",
    BATCH,
    lambda out, problem: out / problem.arrays["X"].shape[0],
)
then(
    "batch-last-lost",
    "the last image gets no gradient",
    "Where does the loop over the batch end?",
    *lost_ways(everywhere, 0),
)
then("batch-first-only", "only the first image gets gradient", BATCH, cleared(slice(1, None)))
then(
    "batch-beyond-two-lost",
    "only the first two images get gradient",
    BATCH,
    cleared(slice(2, None)),
)

# --- what is done to the result ----------------------------------------------------------------

LINEAR = "The derivative of a product by X does not hold X any more."
then(
    "times-input",
    "the result is multiplied by X once more",
    LINEAR,
    lambda out, p: out * p.arrays["X"],
)
change("weights-absolute", "the absolute values of the weights are used", GRAD, of_weights(np.abs))
change(
    "weights-ignored",
    "the gradient is handed back without the weights",
    GRAD,
    of_weights(np.ones_like),
)
then("negated", "every element has the wrong sign", GRAD, everywhere(np.negative))
then(
    "all-zero",
    "the result is never written and stays zero",
    "What is returned, and where is it filled?",
    everywhere(np.zeros_like),
)
then(
    "transposed",
    "rows and columns of the result are exchanged",
    LAYOUT,
    everywhere(lambda out: out.swapaxes(2, 3)),
    everywhere(square_swapped),
    everywhere(square_swapped_only),
)
then(
    "reshaped",
    "the result is brought into shape by reshape where its axes should be transposed",
    LAYOUT,
    *reshaped_ways(everywhere),
)
change(
    "small-gradients-dropped",
    "small gradients are treated as zero",
    "Every gradient counts, however small.",
    *(of_gradient(_without_small(low)) for low in (0.1, 0.01, 0.001, 0.5, 1.5)),
    *(of_gradient(_without_relatively_small(low)) for low in (0.1, 0.05, 0.01, 0.001)),
)
change(
    "rectified",
    "negative gradients are dropped, as if a ReLU came after",
    GRAD,
    of_gradient(lambda G: np.maximum(G, 0)),
)

__all__ = ["shelf"]
