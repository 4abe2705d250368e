"""Faults of ``convolution2D`` in what it adds up: channels, filters, batch, and the result."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.changes import (
    averaged,
    cleared,
    everywhere,
    flipped,
    lost_ways,
    of_input,
    of_weights,
    repeated,
    reshaped_ways,
    square_swapped,
    square_swapped_only,
    summed,
)
from cnncheck.diagnose.catalogue.convolution_padding import shelf

if TYPE_CHECKING:
    from cnncheck.diagnose.catalogue.changes import Change
    from cnncheck.diagnose.kernels import Plan
    from cnncheck.operators.problem import Array

change, then, add, run = shelf.change, shelf.then, shelf.add, shelf.run

SUM = "One output adds up C KH KW products, over all channels of one image."
FILTERS = "out[:, f] belongs to filter W[f] alone."
BATCH = "out[n] belongs to image X[n] alone."
LAYOUT = "The result is (N, F, OH, OW): follow one element through every reshape and transpose."


def one_channel(channel: int) -> Change:
    """Use a single channel of X and W."""
    return lambda plan: replace(plan, X=plan.X[:, [channel]], W=plan.W[:, [channel]])


change("channels-first-only", "only the first channel is used", SUM, one_channel(0))
change(
    "channels-overwrite",
    "each channel overwrites the one before, so only the last one counts",
    SUM,
    one_channel(-1),
)
change(
    "channels-last-lost",
    "the last channel is left out",
    SUM,
    lambda plan: replace(plan, X=plan.X[:, :-1], W=plan.W[:, :-1]),
)
change(
    "channels-reversed",
    "the channels of X meet those of the filter in reverse order",
    SUM,
    of_weights(flipped(1)),
)
change(
    "channels-share-weights",
    "all channels use the weights of the filter's first channel",
    "Each channel of X has weights of its own, W[f, c].",
    of_weights(repeated(0, 1)),
)
change(
    "channels-mixed",
    "the weights are summed over the channels, so every channel meets the same weights",
    "Each channel of X has weights of its own, W[f, c]; sum the products, not the factors.",
    of_weights(summed(1)),
)
change(
    "channels-averaged-weights",
    "the weights are averaged over the channels before they meet X",
    "Each channel of X has weights of its own, W[f, c].",
    of_weights(averaged(1)),
)
then(
    "channels-averaged",
    "the mean over the channels is taken instead of the sum",
    SUM,
    lambda out, problem: out / problem.arrays["X"].shape[1],
)
then(
    "window-averaged",
    "the mean over the window is taken instead of the sum",
    SUM,
    lambda out, problem: out / problem.arrays["W"][0].size,
    lambda out, problem: out / problem.arrays["W"][0, 0].size,
)


def _per_channel(plan: Plan) -> Array:
    return np.asarray(np.einsum("nchkwl,fckl->nfchw", kernels.windows(plan), plan.W))


def _depthwise(plan: Plan) -> Array:
    filters = np.arange(plan.W.shape[0])
    return _per_channel(plan)[:, filters, filters % plan.W.shape[1]]


add(
    "depthwise",
    "filter f only looks at channel f, as in a depthwise convolution",
    SUM,
    run(kernel=_depthwise),
)
change(
    "filters-and-channels-swapped",
    "the axes of filters and channels of W are exchanged",
    "W is (F, C, KH, KW): the first axis counts filters.",
    of_weights(lambda W: W.swapaxes(0, 1)),
    of_weights(lambda W: W.swapaxes(0, 1) if W.shape[0] == W.shape[1] else W),
    of_weights(lambda W: W.swapaxes(0, 1).reshape(W.shape)),
)
change(
    "filters-first-for-all",
    "the first filter is used for every output channel",
    FILTERS,
    of_weights(repeated(0, 0)),
)
change(
    "filters-last-for-all",
    "the last filter is used for every output channel",
    FILTERS,
    of_weights(repeated(-1, 0)),
)
change(
    "filters-summed",
    "every output channel gets the sum of all filters",
    FILTERS,
    of_weights(summed(0)),
)
change(
    "filters-averaged",
    "every output channel gets the mean of all filters",
    FILTERS,
    of_weights(averaged(0)),
)
change("filters-reversed", "the filters come out in reverse order", FILTERS, of_weights(flipped(0)))
then(
    "filters-last-lost",
    "the output channel of the last filter stays zero",
    "Where does the loop over the filters end?",
    *lost_ways(everywhere, 1),
)
change(
    "batch-first-for-all",
    "the first image is used for the whole batch",
    BATCH,
    of_input(repeated(0, 0)),
)
change(
    "batch-last-for-all",
    "the last image is used for the whole batch",
    BATCH,
    of_input(repeated(-1, 0)),
)
change("batch-summed", "every image gets the sum over the batch", BATCH, of_input(summed(0)))
then(
    "batch-first-only",
    "only the first image is computed, the others stay zero",
    BATCH,
    cleared(slice(1, None)),
)
then("batch-last-lost", "the last image stays zero", BATCH, *lost_ways(everywhere, 0))
then(
    "output-transposed",
    "rows and columns of the output are exchanged",
    LAYOUT,
    everywhere(lambda out: out.swapaxes(2, 3)),
    everywhere(square_swapped),
    everywhere(square_swapped_only),
)
then(
    "output-filters-first",
    "the result is (F, N, OH, OW) instead of (N, F, OH, OW)",
    LAYOUT,
    everywhere(lambda out: out.swapaxes(0, 1)),
)
then(
    "output-channels-last",
    "the result is (N, OH, OW, F) instead of (N, F, OH, OW)",
    LAYOUT,
    everywhere(lambda out: out.transpose(0, 2, 3, 1)),
)

then(
    "output-reshaped",
    "the result is brought into shape by reshape where its axes should be transposed",
    LAYOUT,
    *reshaped_ways(everywhere),
)
change(
    "input-reshaped",
    "X is read in another order of its axes than (N, C, H, W)",
    LAYOUT,
    *reshaped_ways(of_input),
)
change(
    "weights-reshaped",
    "W is read in another order of its axes than (F, C, KH, KW)",
    LAYOUT,
    *reshaped_ways(of_weights),
)
change(
    "image-transposed",
    "rows and columns of the image are exchanged",
    LAYOUT,
    of_input(square_swapped),
    of_input(square_swapped_only),
)
change(
    "image-flipped",
    "the image is turned around before it is convolved",
    "Only the window moves; the image is read as it lies.",
    of_input(flipped(2, 3)),
    of_input(flipped(2)),
    of_input(flipped(3)),
)
then(
    "rectified",
    "negative outputs are set to zero: a ReLU is part of the result",
    "The convolution has no activation.",
    everywhere(lambda out: np.maximum(out, 0)),
)
then("absolute", "the absolute values of the outputs are returned", SUM, everywhere(np.abs))
then("negated", "every output has the wrong sign", SUM, everywhere(np.negative))
then(
    "bias-added",
    "1 is added to every output",
    "Where does the sum start?",
    everywhere(lambda out: out + 1),
)
then(
    "all-zero",
    "the result is never written and stays zero",
    "What is returned, and where is it filled?",
    everywhere(np.zeros_like),
)
change("weights-absolute", "the absolute values of the weights are used", SUM, of_weights(np.abs))
change(
    "weights-ignored",
    "the pixels of a window are added up without the weights",
    SUM,
    of_weights(np.ones_like),
)

__all__ = ["shelf"]
