"""Faults of ``convolution2D_backward_filter`` in what it adds up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.catalogue.backward_filter import CHANNELS, GRAD, SUM, shelf
from cnncheck.diagnose.catalogue.changes import (
    averaged,
    everywhere,
    fill_cleared,
    flipped,
    lost_ways,
    of_gradient,
    of_input,
    repeated,
    square_swapped,
    square_swapped_only,
    summed,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.catalogue.changes import Change
    from cnncheck.diagnose.kernels import Plan
    from cnncheck.operators.problem import Array

change, then, add, run = shelf.change, shelf.then, shelf.add, shelf.run


def _batch(index: slice) -> Change:
    return lambda plan: replace(plan, X=plan.X[index], G=plan.G[index])


def _clipped(top: float) -> Callable[[Array], Array]:
    return lambda out: np.clip(out, -top, top)


def _last_position(plan: Plan) -> Plan:
    G = np.zeros_like(plan.G)
    G[:, :, -1:, -1:] = plan.G[:, :, -1:, -1:]
    return replace(plan, G=G)


# --- what is added up --------------------------------------------------------------------------

change(
    "batch-overwrites",
    "each image overwrites the gradient of the one before, so only the last one counts",
    SUM,
    _batch(slice(-1, None)),
)
change("batch-first-only", "only the first image of the batch is used", SUM, _batch(slice(1)))
change("batch-last-lost", "the last image of the batch is left out", SUM, _batch(slice(-1)))
then(
    "batch-averaged",
    "the mean over the batch is taken instead of the sum",
    SUM,
    lambda out, problem: out / problem.arrays["X"].shape[0],
)
then(
    "positions-averaged",
    "the mean over the output positions is taken instead of the sum",
    SUM,
    lambda out, problem: out / problem.arrays["out_grad"][0, 0].size,
    lambda out, problem: out / problem.arrays["out_grad"][:, 0].size,
)
change(
    "positions-overwrite",
    "each output position overwrites dW instead of adding to it",
    SUM,
    _last_position,
    lambda plan: _batch(slice(-1, None))(_last_position(plan)),
)
change(
    "first-position-lost",
    "the first output position is left out",
    SUM,
    of_gradient(fill_cleared(slice(None), slice(None), 0, 0)),
)
change(
    "first-row-only",
    "only the first row of out_grad is used",
    SUM,
    of_gradient(fill_cleared(slice(None), slice(None), slice(1, None))),
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

# --- out_grad, channels, filters ---------------------------------------------------------------

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
    "out-grad-summed-over-batch",
    "out_grad is summed over the batch before it meets X",
    "Sum the products of each image, not the factors.",
    of_gradient(summed(0)),
)
change(
    "out-grad-averaged",
    "the mean of out_grad over the positions is used everywhere",
    GRAD,
    of_gradient(lambda G: averaged(2)(averaged(3)(G))),
)
change(
    "out-grad-summed-over-positions",
    "out_grad is summed over the positions before it meets X",
    GRAD,
    of_gradient(lambda G: summed(2)(summed(3)(G))),
)
change(
    "out-grad-first-image",
    "the gradient of the first image is used for all images",
    SUM,
    of_gradient(repeated(0, 0)),
)
change(
    "filters-first-for-all",
    "the gradient of the first filter is used for all filters",
    CHANNELS,
    of_gradient(repeated(0, 1)),
)
change(
    "filters-summed",
    "out_grad is summed over the filters, so that all filters get the same",
    CHANNELS,
    of_gradient(summed(1)),
)
change(
    "filters-averaged", "out_grad is averaged over the filters", CHANNELS, of_gradient(averaged(1))
)
change(
    "filters-reversed", "the filters come out in reverse order", CHANNELS, of_gradient(flipped(1))
)
then(
    "filters-last-lost",
    "the gradient of the last filter stays zero",
    "Where does the loop over the filters end?",
    *lost_ways(everywhere, 0),
)
change(
    "channels-first-for-all",
    "the first channel of X is used for all channels",
    CHANNELS,
    of_input(repeated(0, 1)),
)
change(
    "channels-overwrite",
    "the last channel of X is used for all channels",
    CHANNELS,
    of_input(repeated(-1, 1)),
)
change(
    "channels-summed",
    "X is summed over its channels, so that all channels get the same",
    CHANNELS,
    of_input(summed(1)),
)
change("channels-averaged", "X is averaged over its channels", CHANNELS, of_input(averaged(1)))
change(
    "channels-reversed", "the channels come out in reverse order", CHANNELS, of_input(flipped(1))
)
then(
    "channels-last-lost",
    "the gradient of the last channel stays zero",
    "Where does the loop over the channels end?",
    *lost_ways(everywhere, 1),
)

# --- what is done to the result ----------------------------------------------------------------

LINEAR = "The derivative of a product by W does not hold W any more."
then(
    "times-weights",
    "the result is multiplied by W once more",
    LINEAR,
    lambda out, p: out * p.arrays["W"],
)
then(
    "added-to-weights",
    "the sum starts from W instead of zeros",
    LINEAR,
    lambda out, p: out + p.arrays["W"],
)
then(
    "subtracted-from-weights",
    "W is updated: the result is W minus the gradient",
    "Return the gradient alone; the optimiser does the step.",
    lambda out, p: p.arrays["W"] - out,
)
then("negated", "every element has the wrong sign", SUM, everywhere(np.negative))
then(
    "all-zero",
    "the result is never written and stays zero",
    "What is returned, and where is it filled?",
    everywhere(np.zeros_like),
)
then(
    "clipped",
    "the gradient is clipped",
    "Return the gradient as it is.",
    *(everywhere(_clipped(top)) for top in (1.0, 5.0, 10.0, 100.0)),
)
then(
    "normalised",
    "the gradient is divided by its norm or its largest element",
    "Return the gradient as it is.",
    everywhere(lambda out: out / np.linalg.norm(out)),
    everywhere(lambda out: out / np.abs(out).max()),
)
then(
    "ones-added",
    "the sum starts from one instead of zero",
    "Where does the sum start?",
    everywhere(lambda out: out + 1),
)

__all__ = ["shelf"]
