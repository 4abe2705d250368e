"""Faults of ``convolution2D_backward_filter`` in what it adds up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.catalogue.arrays import (
    TRANSPOSED,
    TURNED,
    averaged,
    cleared,
    flipped,
    lost_ways,
    repeated,
    summed,
)
from cnncheck.diagnose.catalogue.backward_filter import CHANNELS, GRAD, SUM, shelf
from cnncheck.diagnose.catalogue.common import lines_lost, never_written

if TYPE_CHECKING:
    from cnncheck.diagnose.catalogue.arrays import ArrayChange
    from cnncheck.diagnose.catalogue.changes import Change
    from cnncheck.diagnose.kernels import Plan


def _batch(index: slice) -> Change:
    return lambda plan: replace(plan, X=plan.X[index], G=plan.G[index])


def _clipped(top: float) -> ArrayChange:
    return lambda out: np.clip(out, -top, top)


def _last_position(plan: Plan) -> Plan:
    G = np.zeros_like(plan.G)
    G[:, :, -1:, -1:] = plan.G[:, :, -1:, -1:]
    return replace(plan, G=G)


# --- what is added up --------------------------------------------------------------------------

shelf.plan(
    SUM,
    (
        "batch-overwrites",
        "each image overwrites the gradient of the one before, so only the last one counts",
        _batch(slice(-1, None)),
    ),
    ("batch-first-only", "only the first image of the batch is used", _batch(slice(1))),
    ("batch-last-lost", "the last image of the batch is left out", _batch(slice(-1))),
)
shelf.then(
    SUM,
    (
        "batch-averaged",
        "the mean over the batch is taken instead of the sum",
        lambda out, problem: out / problem.arrays["X"].shape[0],
    ),
    (
        "positions-averaged",
        "the mean over the output positions is taken instead of the sum",
        lambda out, problem: out / problem.arrays["out_grad"][0, 0].size,
        lambda out, problem: out / problem.arrays["out_grad"][:, 0].size,
    ),
)
shelf.plan(
    SUM,
    (
        "positions-overwrite",
        "each output position overwrites dW instead of adding to it",
        _last_position,
        lambda plan: _batch(slice(-1, None))(_last_position(plan)),
    ),
)
shelf.gradient(
    SUM,
    (
        "first-position-lost",
        "the first output position is left out",
        cleared(np.s_[:, :, 0, 0]),
    ),
    (
        "first-row-only",
        "only the first row of out_grad is used",
        cleared(np.s_[:, :, 1:]),
    ),
)
lines_lost(
    shelf.gradient,
    "Where does the loop over the output's {line}s end?",
    "last-grad-{line}-lost",
    "the last {line} of out_grad is left out",
)

# --- out_grad, channels, filters ---------------------------------------------------------------

shelf.gradient(
    GRAD,
    ("out-grad-ignored", "out_grad is taken to be all ones", np.ones_like),
    ("out-grad-transposed", "rows and columns of out_grad are exchanged", *TRANSPOSED),
    ("out-grad-flipped", "out_grad is turned around", *TURNED),
)
shelf.gradient(
    "Sum the products of each image, not the factors.",
    (
        "out-grad-summed-over-batch",
        "out_grad is summed over the batch before it meets X",
        summed(0),
    ),
)
shelf.gradient(
    GRAD,
    (
        "out-grad-averaged",
        "the mean of out_grad over the positions is used everywhere",
        averaged(3, 2),
    ),
    (
        "out-grad-summed-over-positions",
        "out_grad is summed over the positions before it meets X",
        summed(3, 2),
    ),
)
shelf.gradient(
    SUM,
    (
        "out-grad-first-image",
        "the gradient of the first image is used for all images",
        repeated(0, 0),
    ),
)
shelf.gradient(
    CHANNELS,
    (
        "filters-first-for-all",
        "the gradient of the first filter is used for all filters",
        repeated(0, 1),
    ),
    (
        "filters-summed",
        "out_grad is summed over the filters, so that all filters get the same",
        summed(1),
    ),
    ("filters-averaged", "out_grad is averaged over the filters", averaged(1)),
    ("filters-reversed", "the filters come out in reverse order", flipped(1)),
)
shelf.result(
    "Where does the loop over the filters end?",
    ("filters-last-lost", "the gradient of the last filter stays zero", *lost_ways(0)),
)
shelf.input(
    CHANNELS,
    ("channels-first-for-all", "the first channel of X is used for all channels", repeated(0, 1)),
    ("channels-overwrite", "the last channel of X is used for all channels", repeated(-1, 1)),
    (
        "channels-summed",
        "X is summed over its channels, so that all channels get the same",
        summed(1),
    ),
    ("channels-averaged", "X is averaged over its channels", averaged(1)),
    ("channels-reversed", "the channels come out in reverse order", flipped(1)),
)
shelf.result(
    "Where does the loop over the channels end?",
    ("channels-last-lost", "the gradient of the last channel stays zero", *lost_ways(1)),
)

# --- what is done to the result ----------------------------------------------------------------

LINEAR = "The derivative of a product by W does not hold W any more."
shelf.then(
    LINEAR,
    (
        "times-weights",
        "the result is multiplied by W once more",
        lambda out, p: out * p.arrays["W"],
    ),
    (
        "added-to-weights",
        "the sum starts from W instead of zeros",
        lambda out, p: out + p.arrays["W"],
    ),
)
shelf.then(
    "Return the gradient alone; the optimiser does the step.",
    (
        "subtracted-from-weights",
        "W is updated: the result is W minus the gradient",
        lambda out, p: p.arrays["W"] - out,
    ),
)
shelf.result(SUM, ("negated", "every element has the wrong sign", np.negative))
never_written(shelf)
shelf.result(
    "Return the gradient as it is.",
    ("clipped", "the gradient is clipped", *(_clipped(top) for top in (1.0, 5.0, 10.0, 100.0))),
    (
        "normalised",
        "the gradient is divided by its norm or its largest element",
        lambda out: out / np.linalg.norm(out),
        lambda out: out / np.abs(out).max(),
    ),
)
shelf.result(
    "Where does the sum start?",
    ("ones-added", "the sum starts from one instead of zero", lambda out: out + 1),
)

__all__ = ["shelf"]
