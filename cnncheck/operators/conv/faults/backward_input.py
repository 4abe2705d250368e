"""Faults of the input's gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.common import (
    NEVER_WRITTEN,
    lines_lost,
    stride_faults,
    windows_shifted,
)
from cnncheck.faults.declaring.table import (
    about,
    gradient,
    kernel,
    listed,
    plan,
    result,
    then,
    weights,
)
from cnncheck.faults.in_answers.behaviour import behaviours
from cnncheck.faults.in_answers.integers import integer_sums
from cnncheck.faults.in_answers.narrowing import narrow_sums, narrow_terms
from cnncheck.faults.in_answers.precision import not_finite, precision
from cnncheck.faults.parts import kernels
from cnncheck.faults.parts.arrays import (
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
    over_image,
    repeated,
    summed,
    turned,
)
from cnncheck.faults.parts.changes import (
    both,
    columns,
    copied,
    cut_off,
    divided_by_overlap,
    rows,
    setting,
    taking,
)
from cnncheck.faults.parts.plans import replace
from cnncheck.operators.common_parameters import STRIDE

if TYPE_CHECKING:
    from cnncheck.faults.parts.arrays import ArrayChange
    from cnncheck.faults.parts.changes import Change, Kernel
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.problem import Array

TAPS = "Pixel (sh*i + k, sw*j + l) gets out_grad[n, f, i, j] times W[f, c, k, l]."
AXES = "stride is (vertical, horizontal): follow each number to where it is used."
MEET = "One pixel is read by several windows when they overlap: what happens to its gradient?"
UNCOVERED = "A pixel that no window reads has no influence on the output."
LAYOUT = "The result is (N, C, H, W): follow one element through every reshape and transpose."
FILTERS = "A pixel is read by every filter: its gradient adds up over all of them."
CHANNELS = "dX[:, c] gets the weights W[:, c] of its own channel."
GRAD = "dX is linear in out_grad: the gradient of every output position counts."
BATCH = "dX[n] follows from out_grad[n] alone."
LINEAR = "The derivative of a product by X does not hold X any more."


def _over(order: str) -> Kernel:
    return lambda plan: kernels.write_over(plan, kernels.sent_back(plan), order)


def _square(plan: Plan) -> Plan:
    side = min(plan.W.shape[-2:])
    square = replace(plan, W=plan.W[..., :side, :side])
    return rows(setting(kernel=side))(columns(setting(kernel=side))(square))


def _gap_filled(plan: Plan) -> Plan:
    gaps = [(0, max(axis.stride - axis.kernel, 0)) for axis in plan.axes]
    W = np.pad(plan.W, ((0, 0), (0, 0), *gaps), mode="edge")
    wide = plan.along_all(lambda axis: replace(axis, kernel=max(axis.stride, axis.kernel)))
    return replace(wide, W=W)


def _left_in(start: Kernel) -> Kernel:
    return lambda plan: np.where(
        kernels.coverage(plan) > 0, kernels.backward_input(plan), start(plan)
    )


def _never_written(plan: Plan) -> Array:
    nobody = kernels.coverage(plan) == 0
    out = kernels.backward_input(plan)
    return np.ma.MaskedArray(out, np.broadcast_to(nobody, out.shape))


def _without_small(low: float) -> ArrayChange:
    return lambda G: np.where(np.abs(G) < low, 0.0, G)


def _without_relatively_small(low: float) -> ArrayChange:
    return lambda G: np.where(np.abs(G) < low * np.abs(G).max(), 0.0, G)


def _one_filter(index: slice) -> Change:
    return lambda plan: replace(plan, W=plan.W[index], G=plan.G[:, index])


# fmt: off
ROWS = listed(
    about(MEET,
        kernel("windows-overwrite", "overlapping windows overwrite instead of adding up", _over("hwkl"), _over("whkl")),
        kernel("taps-overwrite", "each tap of the kernel overwrites what the taps before it have written", _over("klhw")),
        kernel("divided-by-overlap", "each pixel is divided by the number of windows that read it", divided_by_overlap(kernels.backward_input))),
    about(TAPS,
        weights("kernel-flipped-h", "the kernel is turned upside down", flipped(-2)),
        weights("kernel-flipped-w", "the kernel is mirrored left to right", flipped(-1))),
    about("As a full convolution the kernel has to be turned; scattering window by window it has not.",
        weights("kernel-flipped-hw", "the kernel is rotated by 180 degrees where it should not be, or not where it should",
            turned)),
    about(TAPS, weights("kernel-transposed", "rows and columns of the kernel are exchanged", *TRANSPOSED)),
    lines_lost(weights, "Where does the loop over the kernel's {line}s end?",
        "last-tap-{line}-lost", "the last {line} of the kernel is not used"),
    about("Try a kernel of 2x3: which of your lines use W.shape[3]?",
        plan("kernel-square-only", "the shorter side of the kernel is used for both", _square)),
    stride_faults(STRIDE, axes=AXES,
        ignored="How far apart are the windows of out_grad[..., i, j] and out_grad[..., i + 1, j]?",
        side_by_side="Window (i, j) begins at row sh*i and column sw*j.",
        capped=UNCOVERED),
    about("The stride moves the window; within a window the pixels are neighbours.",
        plan("kernel-dilated", "the taps of the kernel are spread apart by the stride",
            both(taking(dilation="stride")), both(lambda axis: replace(axis, dilation=axis.stride, stride=1)), edges=("zero", "raise"))),
    windows_shifted("Tap (0, 0) of window (0, 0) read pixel (0, 0).", "the windows are written {where}", "right", "down", "diagonally", "up-left"),
    about(UNCOVERED,
        plan("windows-from-the-end", "the pixels that no window reads are put at the top left instead of the bottom right",
            both(taking(shift="left"))),
        plan("gaps-filled", "where the stride is larger than the kernel, the gaps between the windows get gradient too",
            _gap_filled, edges=("zero", "raise"))),
    about("dX has the shape of X, also where the stride leaves pixels over.",
        kernel("size-cut", "rows and columns behind the last window are missing from the result", cut_off(kernels.backward_input))),
    about("Try an image that is not square.",
        plan("size-square", "the image's height is used for its width too", copied("h", "length")(False), edges=("raise", "zero"))),
    about(UNCOVERED, kernel("uncovered-from-input", "pixels that no window reads keep the values of X", _left_in(lambda plan: plan.X))),
    about("np.empty promises nothing about its contents. " + UNCOVERED,
        kernel("uncovered-garbage", "pixels that no window reads are not set to 0",
            _never_written, kind="garbage")),
    about("What is in dX before the first window is added?",
        then("added-to-input", "the sum starts from X instead of zeros", lambda out, problem: out + problem.arrays["X"])),
    about("Return the gradient alone.",
        then("subtracted-from-input", "the result is X minus the gradient", lambda out, problem: problem.arrays["X"] - out)),
    lines_lost(result, "Where does the loop over the image's {line}s end?",
        "last-{line}-lost", "the last {line} of the result stays zero"),
    about(TAPS, result("flipped", "the result comes out turned around", *TURNED)),
    about(FILTERS,
        plan("filters-first-only", "only the first filter is used", _one_filter(slice(1))),
        plan("filters-overwrite", "each filter overwrites the contribution of the one before, so only the last one counts",
            _one_filter(slice(-1, None))),
        plan("filters-last-lost", "the last filter is left out", _one_filter(slice(-1))),
        then("filters-averaged", "the mean over the filters is taken instead of the sum",
            lambda out, problem: out / problem.arrays["W"].shape[0]),
        weights("filters-reversed", "the filters meet out_grad in reverse order", flipped(0)),
        weights("filters-summed", "the filters are summed before they meet out_grad", summed(0)),
        weights("filters-share-weights", "the first filter is used with the gradients of all filters", repeated(0, 0)),
        gradient("out-grad-first-filter", "the gradient of the first filter is used for all filters", repeated(0, 1))),
    about("W is (F, C, KH, KW), and the sum is over F.",
        weights("filters-and-channels-swapped", "the axes of filters and channels of W are exchanged",
            *LEADING_SWAPPED, lambda W: W.swapaxes(0, 1).reshape(W.shape))),
    about(LAYOUT, weights("weights-reshaped", "W is read in another order of its axes than (F, C, KH, KW)", *RESHAPED)),
    about(CHANNELS,
        weights("channels-reversed", "the channels come out in reverse order", flipped(1)),
        weights("channels-share-weights", "all channels get the weights of the first channel", repeated(0, 1)),
        weights("channels-summed", "the weights are summed over the channels: all channels get the same", summed(1)),
        weights("channels-averaged", "the weights are averaged over the channels: all channels get the same", averaged(1)),
        result("channels-first-only", "only the first channel gets gradient", cleared(np.s_[:, 1:]))),
    about("Where does the loop over the channels end?", result("channels-last-lost", "the last channel stays zero", *lost_ways(1))),
    about(GRAD,
        gradient("out-grad-ignored", "out_grad is taken to be all ones", np.ones_like),
        gradient("out-grad-transposed", "rows and columns of out_grad are exchanged", *TRANSPOSED),
        gradient("out-grad-flipped", "out_grad is turned around", *TURNED)),
    about(LAYOUT,
        gradient("out-grad-reshaped", "out_grad is read in another order of its axes than (N, F, OH, OW)", *RESHAPED, front_reshaped)),
    lines_lost(gradient, "Where does the loop over the output's {line}s end?",
        "last-grad-{line}-lost", "the last {line} of out_grad is left out"),
    about(GRAD, gradient("out-grad-averaged", "the mean of out_grad over the positions is used everywhere", over_image(averaged))),
    about(BATCH,
        gradient("batch-first-for-all", "all images get the gradient of the first image", repeated(0, 0)),
        gradient("batch-last-for-all", "all images get the gradient of the last image", repeated(-1, 0)),
        gradient("batch-summed", "the gradient is summed over the batch, so that all images get the same", summed(0)),
        gradient("batch-averaged", "the gradient is averaged over the batch, so that all images get the same", averaged(0)),
        then("batch-divided", "the gradient is divided by the size of the batch",
            lambda out, problem: out / problem.arrays["X"].shape[0])),
    about("Where does the loop over the batch end?", result("batch-last-lost", "the last image gets no gradient", *lost_ways(0))),
    about(BATCH,
        result("batch-first-only", "only the first image gets gradient", cleared(np.s_[1:])),
        result("batch-beyond-two-lost", "only the first two images get gradient", cleared(np.s_[2:]))),
    about(LINEAR, then("times-input", "the result is multiplied by X once more", lambda out, p: out * p.arrays["X"])),
    about(GRAD,
        weights("weights-absolute", "the absolute values of the weights are used", np.abs),
        weights("weights-ignored", "the gradient is handed back without the weights", np.ones_like),
        result("negated", "every element has the wrong sign", np.negative)),
    NEVER_WRITTEN,
    about(LAYOUT,
        result("transposed", "rows and columns of the result are exchanged", *RESULT_TRANSPOSED),
        result("reshaped", "the result is reshaped as if its axes lay in another order than they do", *RESHAPED)),
    about("Every gradient counts, however small.",
        gradient("small-gradients-dropped", "small gradients are treated as zero",
            *(drop(low) for drop, lows in ((_without_small, (0.1, 0.01, 0.001, 0.5, 1.5)), (_without_relatively_small, (0.1, 0.05, 0.01, 0.001))) for low in lows))),
    about(GRAD, gradient("rectified", "negative gradients are dropped, as if a ReLU came after", lambda G: np.maximum(G, 0))),
    precision("out_grad", "W"), integer_sums("out_grad", "W"), narrow_sums(), narrow_terms(),
    behaviours("out_grad", "W"),
    not_finite("out_grad", "W"),
)
# fmt: on
