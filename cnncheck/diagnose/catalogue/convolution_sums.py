"""Faults of ``convolution2D`` in what it adds up: channels, filters, batch, and the result."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.arrays import (
    LEADING_SWAPPED,
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
from cnncheck.diagnose.catalogue.common import never_written
from cnncheck.diagnose.catalogue.convolution_padding import shelf

if TYPE_CHECKING:
    from cnncheck.diagnose.catalogue.changes import Change
    from cnncheck.diagnose.kernels import Plan
    from cnncheck.operators.problem import Array


SUM = "One output adds up C KH KW products, over all channels of one image."
FILTERS = "out[:, f] belongs to filter W[f] alone."
BATCH = "out[n] belongs to image X[n] alone."
LAYOUT = "The result is (N, F, OH, OW): follow one element through every reshape and transpose."


def _one_channel(channel: int) -> Change:
    """Use a single channel of X and W."""
    return lambda plan: replace(plan, X=plan.X[:, [channel]], W=plan.W[:, [channel]])


shelf.plan(
    SUM,
    ("channels-first-only", "only the first channel is used", _one_channel(0)),
    (
        "channels-overwrite",
        "each channel overwrites the one before, so only the last one counts",
        _one_channel(-1),
    ),
    (
        "channels-last-lost",
        "the last channel is left out",
        lambda plan: replace(plan, X=plan.X[:, :-1], W=plan.W[:, :-1]),
    ),
)
shelf.weights(
    SUM,
    (
        "channels-reversed",
        "the channels of X meet those of the filter in reverse order",
        flipped(1),
    ),
)
shelf.weights(
    "Each channel of X has weights of its own, W[f, c].",
    (
        "channels-share-weights",
        "all channels use the weights of the filter's first channel",
        repeated(0, 1),
    ),
)
shelf.weights(
    "Each channel of X has weights of its own, W[f, c]; sum the products, not the factors.",
    (
        "channels-mixed",
        "the weights are summed over the channels, so every channel meets the same weights",
        summed(1),
    ),
)
shelf.weights(
    "Each channel of X has weights of its own, W[f, c].",
    (
        "channels-averaged-weights",
        "the weights are averaged over the channels before they meet X",
        averaged(1),
    ),
)
shelf.then(
    SUM,
    (
        "channels-averaged",
        "the mean over the channels is taken instead of the sum",
        lambda out, problem: out / problem.arrays["X"].shape[1],
    ),
    (
        "window-averaged",
        "the mean over the window is taken instead of the sum",
        lambda out, problem: out / problem.arrays["W"][0].size,
        lambda out, problem: out / problem.arrays["W"][0, 0].size,
    ),
)


def _per_channel(plan: Plan) -> Array:
    return np.asarray(np.einsum("nchkwl,fckl->nfchw", kernels.windows(plan), plan.W))


def _depthwise(plan: Plan) -> Array:
    filters = np.arange(plan.W.shape[0])
    return _per_channel(plan)[:, filters, filters % plan.W.shape[1]]


shelf.kernel(
    SUM,
    ("depthwise", "filter f only looks at channel f, as in a depthwise convolution", _depthwise),
)
shelf.weights(
    "W is (F, C, KH, KW): the first axis counts filters.",
    (
        "filters-and-channels-swapped",
        "the axes of filters and channels of W are exchanged",
        *LEADING_SWAPPED,
        lambda W: W.swapaxes(0, 1).reshape(W.shape),
    ),
)
shelf.weights(
    FILTERS,
    ("filters-first-for-all", "the first filter is used for every output channel", repeated(0, 0)),
    ("filters-last-for-all", "the last filter is used for every output channel", repeated(-1, 0)),
    ("filters-summed", "every output channel gets the sum of all filters", summed(0)),
    ("filters-averaged", "every output channel gets the mean of all filters", averaged(0)),
    ("filters-reversed", "the filters come out in reverse order", flipped(0)),
)
shelf.result(
    "Where does the loop over the filters end?",
    ("filters-last-lost", "the output channel of the last filter stays zero", *lost_ways(1)),
)
shelf.input(
    BATCH,
    ("batch-first-for-all", "the first image is used for the whole batch", repeated(0, 0)),
    ("batch-last-for-all", "the last image is used for the whole batch", repeated(-1, 0)),
    ("batch-summed", "every image gets the sum over the batch", summed(0)),
)
shelf.result(
    BATCH,
    (
        "batch-first-only",
        "only the first image is computed, the others stay zero",
        cleared(np.s_[1:]),
    ),
    ("batch-last-lost", "the last image stays zero", *lost_ways(0)),
)
shelf.result(
    LAYOUT,
    ("output-transposed", "rows and columns of the output are exchanged", *RESULT_TRANSPOSED),
    (
        "output-filters-first",
        "the result is (F, N, OH, OW) instead of (N, F, OH, OW)",
        lambda out: out.swapaxes(0, 1),
    ),
    (
        "output-channels-last",
        "the result is (N, OH, OW, F) instead of (N, F, OH, OW)",
        lambda out: out.transpose(0, 2, 3, 1),
    ),
    (
        "output-reshaped",
        "the result is brought into shape by reshape where its axes should be transposed",
        *RESHAPED,
    ),
)
shelf.input(
    LAYOUT,
    ("input-reshaped", "X is read in another order of its axes than (N, C, H, W)", *RESHAPED),
)
shelf.weights(
    LAYOUT,
    ("weights-reshaped", "W is read in another order of its axes than (F, C, KH, KW)", *RESHAPED),
)
shelf.input(
    LAYOUT, ("image-transposed", "rows and columns of the image are exchanged", *TRANSPOSED)
)
shelf.input(
    "Only the window moves; the image is read as it lies.",
    ("image-flipped", "the image is turned around before it is convolved", *TURNED),
)
shelf.result(
    "The convolution has no activation.",
    (
        "rectified",
        "negative outputs are set to zero: a ReLU is part of the result",
        lambda out: np.maximum(out, 0),
    ),
)
shelf.result(
    SUM,
    ("absolute", "the absolute values of the outputs are returned", np.abs),
    ("negated", "every output has the wrong sign", np.negative),
)
shelf.result(
    "Where does the sum start?", ("bias-added", "1 is added to every output", lambda out: out + 1)
)
never_written(shelf)
shelf.weights(
    SUM,
    ("weights-absolute", "the absolute values of the weights are used", np.abs),
    ("weights-ignored", "the pixels of a window are added up without the weights", np.ones_like),
)

__all__ = ["shelf"]
