"""Faults of the filter's gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.common import (
    NEVER_WRITTEN,
    lines_lost,
    stride_faults,
    windows_shifted,
)
from cnncheck.faults.declaring.table import about, gradient, image, listed, plan, result, then
from cnncheck.faults.in_answers.behaviour import behaviours
from cnncheck.faults.in_answers.integers import integer_sums
from cnncheck.faults.in_answers.narrowing import narrow_sums, narrow_terms
from cnncheck.faults.in_answers.precision import not_finite, precision
from cnncheck.faults.parts.arrays import (
    LEADING_SWAPPED,
    RESHAPED,
    RESULT_TRANSPOSED,
    TRANSPOSED,
    TURNED,
    averaged,
    cleared,
    cleared_at,
    flipped,
    front_reshaped,
    lost_ways,
    over_image,
    repeated,
    summed,
    turned,
)
from cnncheck.faults.parts.changes import both, copied, into_zeros, shorter, taking
from cnncheck.faults.parts.plans import replace
from cnncheck.operators.common_parameters import STRIDE

if TYPE_CHECKING:
    from cnncheck.faults.parts.arrays import ArrayChange
    from cnncheck.faults.parts.changes import Change
    from cnncheck.faults.parts.plans import Plan

TAPS = "dW[f, c, k, l] belongs to tap (k, l): which pixel did that tap read in the forward pass?"
AXES = "stride is (vertical, horizontal): follow each number to where it is used."
SUM = "dW adds up over all images and all output positions: N OH OW products."
CHANNELS = "dW[f, c] meets out_grad[:, f] with X[:, c], and no other filter or channel."
GRAD = "The gradient of every output position counts: dW is linear in out_grad."
LAYOUT = "The result is (F, C, KH, KW): follow one element through every reshape and transpose."
LINEAR = "The derivative of a product by W does not hold W any more."


def _uncropped(plan: Plan) -> Plan:
    """Return as many taps as a correlation with the spread out gradient has room for."""
    return both(lambda axis: replace(axis, kernel=axis.kernel + axis.left))(plan)


def _batch(index: slice) -> Change:
    return lambda plan: replace(plan, X=plan.X[index], G=plan.G[index])


def _clipped(top: float) -> ArrayChange:
    return lambda out: np.clip(out, -top, top)


def _last_position(plan: Plan) -> Plan:
    G, last = (
        np.zeros_like(plan.G),
        (slice(None), slice(None), *(slice(-1, None) for _ in plan.axes)),
    )
    G[last] = plan.G[last]
    return replace(plan, G=G)


# fmt: off
ROWS = listed(
    about(TAPS,
        result("flipped-h", "the gradient of the kernel comes out upside down", flipped(-2)),
        result("flipped-w", "the gradient of the kernel comes out mirrored left to right", flipped(-1)),
        result("flipped-hw", "the gradient of the kernel comes out rotated by 180 degrees", turned),
        result("transposed", "rows and columns of the result are exchanged", *RESULT_TRANSPOSED)),
    about(LAYOUT,
        result("channels-first", "the result is (C, F, KH, KW) instead of (F, C, KH, KW)", *LEADING_SWAPPED),
        result("reshaped", "the result is reshaped as if its axes lay in another order than they do", *RESHAPED),
        gradient("out-grad-reshaped", "out_grad is read in another order of its axes than (N, F, OH, OW)",
            front_reshaped, *RESHAPED),
        image("input-reshaped", "X is read in another order of its axes than (N, C, H, W)", *RESHAPED)),
    stride_faults(STRIDE, axes=AXES,
        ignored="Output (i, j) read from row sh*i and column sw*j on.",
        side_by_side="Output (i, j) read from row sh*i and column sw*j on.",
        capped="With a stride larger than the kernel some pixels are not read at all, and that is right."),
    about("dW is a correlation of X with out_grad: which of the two is spread out by the stride?",
        plan("kernel-dilated", "the stride spreads the taps of the kernel apart, not the windows",
            both(lambda axis: replace(axis, stride=1, dilation=axis.stride)), both(taking(dilation="stride")), edges=("raise", "zero"))),
    windows_shifted("Tap (0, 0) of output (0, 0) read pixel (0, 0).", "the windows are read {where}", "right", "down", "diagonally", "up-left"),
    about("Which pixels does no window reach when the stride does not divide the image?",
        plan("windows-from-the-end", "the part of X that is left over is cut off at the start instead of the end",
            both(taking(shift="left")))),
    about("dW has the shape of W, whatever is left over.",
        plan("size-not-cropped", "the result has too many rows or columns where windows leave some of the image over", _uncropped)),
    about("Try a kernel of 3x2: which of your lines use W.shape[3]?",
        plan("size-square", "the kernel's height is used for its width too", copied("h", "kernel")(False), edges=("raise", "zero"))),
    about("Try a kernel of 2x3: which of your lines use W.shape[3]?",
        plan("square-only", "the loop over the kernel's columns ends where that over its rows does",
            *shorter("kernel"), then=into_zeros)),
    lines_lost(result, "Where does the loop over the kernel's {line}s end?",
        "last-{line}-lost", "the last {line} of the result stays zero"),
    about(TAPS,
        image("input-flipped", "X is turned around before it meets out_grad", *TURNED),
        image("input-transposed", "rows and columns of X are exchanged", *TRANSPOSED)),
    about(SUM,
        plan("batch-overwrites", "each image overwrites the gradient of the one before, so only the last one counts",
            _batch(slice(-1, None))),
        plan("batch-first-only", "only the first image of the batch is used", _batch(slice(1))),
        plan("batch-last-lost", "the last image of the batch is left out", _batch(slice(-1))),
        then("batch-averaged", "the mean over the batch is taken instead of the sum",
            lambda out, problem: out / problem.arrays["X"].shape[0]),
        then("positions-averaged", "the mean over the output positions is taken instead of the sum",
            lambda out, problem: out / problem.arrays["out_grad"][0, 0].size,
            lambda out, problem: out / problem.arrays["out_grad"][:, 0].size),
        plan("positions-overwrite", "each output position overwrites dW instead of adding to it",
            _last_position, lambda plan: _batch(slice(-1, None))(_last_position(plan))),
        gradient("first-position-lost", "the first output position is left out", cleared_at(0)),
        gradient("first-row-only", "only the first row of out_grad is used", cleared(np.s_[..., 1:, :]))),
    lines_lost(gradient, "Where does the loop over the output's {line}s end?",
        "last-grad-{line}-lost", "the last {line} of out_grad is left out"),
    about(GRAD,
        gradient("out-grad-ignored", "out_grad is taken to be all ones", np.ones_like),
        gradient("out-grad-transposed", "rows and columns of out_grad are exchanged", *TRANSPOSED),
        gradient("out-grad-flipped", "out_grad is turned around", *TURNED)),
    about("Sum the products of each image, not the factors.",
        gradient("out-grad-summed-over-batch", "out_grad is summed over the batch before it meets X", summed(0))),
    about(GRAD,
        gradient("out-grad-averaged", "the mean of out_grad over the positions is used everywhere", over_image(averaged)),
        gradient("out-grad-summed-over-positions", "out_grad is summed over the positions before it meets X", over_image(summed))),
    about(SUM, gradient("out-grad-first-image", "the gradient of the first image is used for all images", repeated(0, 0))),
    about(CHANNELS,
        gradient("filters-first-for-all", "the gradient of the first filter is used for all filters", repeated(0, 1)),
        gradient("filters-summed", "out_grad is summed over the filters, so that all filters get the same", summed(1)),
        gradient("filters-averaged", "out_grad is averaged over the filters", averaged(1)),
        gradient("filters-reversed", "the filters come out in reverse order", flipped(1))),
    about("Where does the loop over the filters end?",
        result("filters-last-lost", "the gradient of the last filter stays zero", *lost_ways(0))),
    about(CHANNELS,
        image("channels-first-for-all", "the first channel of X is used for all channels", repeated(0, 1)),
        image("channels-overwrite", "the last channel of X is used for all channels", repeated(-1, 1)),
        image("channels-summed", "X is summed over its channels, so that all channels get the same", summed(1)),
        image("channels-averaged", "X is averaged over its channels", averaged(1)),
        image("channels-reversed", "the channels come out in reverse order", flipped(1))),
    about("Where does the loop over the channels end?",
        result("channels-last-lost", "the gradient of the last channel stays zero", *lost_ways(1))),
    about(LINEAR,
        then("times-weights", "the result is multiplied by W once more", lambda out, p: out * p.arrays["W"]),
        then("added-to-weights", "the sum starts from W instead of zeros", lambda out, p: out + p.arrays["W"])),
    about("Return the gradient alone; the optimiser does the step.",
        then("subtracted-from-weights", "W is updated: the result is W minus the gradient", lambda out, p: p.arrays["W"] - out)),
    about(SUM, result("negated", "every element has the wrong sign", np.negative)),
    NEVER_WRITTEN,
    about("Return the gradient as it is.",
        result("clipped", "the gradient is clipped", *(_clipped(top) for top in (1.0, 5.0, 10.0, 100.0))),
        result("normalised", "the gradient is divided by its norm or its largest element",
            lambda out: out / np.linalg.norm(out), lambda out: out / np.abs(out).max())),
    about("Where does the sum start?", result("ones-added", "the sum starts from one instead of zero", lambda out: out + 1)),
    precision("out_grad", "X"), integer_sums("out_grad", "X"), narrow_sums(), narrow_terms(),
    behaviours("out_grad", "X"),
    not_finite("out_grad", "X"),
)
# fmt: on
