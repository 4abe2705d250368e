"""Faults of the convolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.common import (
    NEVER_WRITTEN,
    directions_exchanged,
    exact_fit_ends_early,
    lines_lost,
    output_ends_early,
    stride_faults,
    windows_shifted,
)
from cnncheck.faults.declaring.table import (
    about,
    image,
    kernel,
    listed,
    plan,
    result,
    then,
    weights,
)
from cnncheck.faults.in_answers.behaviour import behaviours
from cnncheck.faults.in_answers.integers import integer_sums
from cnncheck.faults.in_answers.narrowing import narrow_bias, narrow_sums, narrow_terms
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
    lost_ways,
    repeated,
    summed,
    turned,
)
from cnncheck.faults.parts.changes import (
    both,
    copied,
    each_axis,
    into_zeros,
    more,
    setting,
    taking,
)
from cnncheck.faults.parts.kernels import forward
from cnncheck.faults.parts.plans import Axis, replace
from cnncheck.operators.common_parameters import PADDING, STRIDE

if TYPE_CHECKING:
    from cnncheck.faults.parts.changes import Change, Then
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.problem import Array, Problem

CORRELATE = "Compare with the formula: which tap meets the pixel at the window's top left?"
AXES = "stride and padding are (vertical, horizontal): follow each number to where it is used."
SIZE = "OH = 1 + floor((IH + 2 ph - FH) / sh): try sizes that the stride does not divide."
START = "Output (0, 0) reads from pixel (0, 0) of the padded image on."
SUM = "One output adds up C KH KW products, over all channels of one image."
FILTERS = "out[:, f] belongs to filter W[f] alone."
BATCH = "out[n] belongs to image X[n] alone."
LAYOUT = "The result is (N, F, OH, OW): follow one element through every reshape and transpose."


def _square(plan: Plan) -> Plan:
    """Count the windows of a KH x KH kernel, and use as many of its columns as there are."""
    height = plan.h.kernel
    fitted = both(Axis.fitted)(replace(plan, w=replace(plan.w, kernel=height)))
    width = min(plan.W.shape[-2:])
    return replace(fitted, W=plan.W[..., :width], w=replace(fitted.w, kernel=width))


def _filled(mode: str) -> Change:
    """Pad with something else than zeros."""

    def filled(plan: Plan) -> Plan:
        around = ((0, 0), (0, 0), *((axis.before, axis.after) for axis in plan.axes))
        if mode == "ones":
            X = np.pad(plan.X, around, constant_values=1)
        else:
            X = np.pad(plan.X, around, mode=mode)  # type: ignore[call-overload]
        inside = plan.along_all(lambda axis: replace(axis, length=axis.padded, before=0, after=0))
        return replace(inside, X=X)

    return filled


def _tail_lost(block: int) -> Then:
    def lost(out: Array, _: Problem) -> Array:
        whole = out.shape[-1] // block * block
        return cleared(np.s_[..., whole:])(out) if whole else out

    return lost


def _without_padding(axis: Axis) -> Axis:
    return replace(axis, count=replace(axis, before=0, after=0).fitted().count)


def _one_channel(channel: int) -> Change:
    """Use a single channel of X and W."""
    return lambda plan: replace(plan, X=plan.X[:, [channel]], W=plan.W[:, [channel]])


def _per_channel(plan: Plan) -> Array:
    windows, taps = "dhw"[-len(plan.axes) :], "mkl"[-len(plan.axes) :]
    terms = f"nc{windows}{taps},fc{taps}->nfc{windows}"
    return np.asarray(np.einsum(terms, plan.windows.read(plan.X), plan.W))


def _depthwise(plan: Plan) -> Array:
    filters = np.arange(plan.W.shape[0])
    return _per_channel(plan)[:, filters, filters % plan.W.shape[1]]


# fmt: off
ROWS = listed(
    about(CORRELATE,
        weights("kernel-flipped-h", "the kernel is turned upside down before it is applied", flipped(-2)),
        weights("kernel-flipped-w", "the kernel is mirrored left to right before it is applied", flipped(-1)),
        weights("kernel-flipped-hw", "the kernel is rotated by 180 degrees: a true convolution, not the cross-correlation of CNNs",
            turned)),
    about("W[::-1] and W[:, ::-1] turn the first axes; which axes did you mean?",
        weights("kernel-flipped-all", "the filter is turned around in its channels as well as in rows and columns",
            *(lambda W, first=first: np.flip(W, tuple(range(first, W.ndim))) for first in (1, 0)))),
    about("Try a kernel that is not square, and follow one tap W[f, c, k, l].",
        weights("kernel-transposed", "rows and columns of the kernel are exchanged", *TRANSPOSED)),
    lines_lost(weights, "Where does the loop over the kernel's {line}s end?",
        "last-tap-{line}-lost", "the last {line} of the kernel is not used"),
    lines_lost(weights, "Where does the loop over the kernel's {line}s begin?",
        "first-tap-{line}-lost", "the first {line} of the kernel is not used", index=0),
    about("Count the products that are added up for one output: C KH KW.",
        weights("last-tap-lost", "the very last tap of every kernel is not used",
            cleared_at(-1), cleared_at(-1, start=1))),
    about("Try a kernel of 3x2: which of your lines use W.shape[3]?",
        plan("kernel-square-only", "the kernel's height is used for its width too",
            _square, lambda plan: replace(_square(plan), w=replace(_square(plan).w, count=plan.w.count)), edges=("raise", "zero"))),
    about("The stride moves the window; within a window the pixels are neighbours.",
        plan("kernel-dilated", "the taps of the kernel are spread apart by the stride",
            both(taking(dilation="stride")), edges=("zero", "raise"))),
    stride_faults(STRIDE, axes=AXES,
        ignored="Output (i, j) reads from row sh*i and column sw*j on.",
        side_by_side="Output (i, j) reads from row sh*i and column sw*j on: where does the kernel's size come in?",
        capped="With a stride larger than the kernel some pixels are not read at all, and that is right.",
        counted=True),
    directions_exchanged(PADDING, AXES, fits=(True, False), edges=("raise", "zero")),
    about("Where is X padded before the windows are taken?",
        plan("padding-ignored", "the padding is not applied", both(setting(fit=True, before=0, after=0)))),
    about("padding is what is added on each side, not on both together; is X padded twice?",
        plan("padding-doubled", "the image is padded twice as much as asked",
            both(lambda axis: replace(axis, before=2 * axis.before, after=2 * axis.after).fitted()))),
    about("Half of the zeros belong above and to the left: pixel (0, 0) moves to (ph, pw).",
        plan("padding-all-after", "all the padding is below and to the right of the image, or counts in the size only and is never added",
            both(taking(shift="before")), edges=("zero",))),
    about("Half of the zeros belong below and to the right.",
        plan("padding-all-before", "all the padding is above and to the left of the image",
            both(lambda axis: replace(axis, shift=-axis.before)), edges=("zero",))),
    about("What is in the border before the image is copied in? (Repeated edges and ones are not zeros.)",
        plan("padding-not-zero", "the padding is not filled with zeros",
            _filled("edge"), _filled("ones"), _filled("reflect"), _filled("wrap"))),
    about(SIZE,
        plan("size-rounded-up", "the output size is rounded up: a last window hangs over the edge",
            both(lambda axis: axis.fitted(up=True)), edges=("zero", "raise", "clip")),
        plan("size-one-short", "the output is one row and one column too small", *each_axis(more(count=-1)))),
    about("What happens to the columns that are left over when the output is cut into blocks?",
        then("vector-tail-lost", "columns beyond the last whole block of 4, 8 or 16 stay zero",
            *map(_tail_lost, (4, 8, 16)))),
    about(SIZE,
        plan("size-one-long", "the output is one row and one column too large", both(more(count=1)), edges=("zero", "raise", "clip")),
        plan("size-without-padding", "the output size does not count the padding", both(_without_padding)),
        plan("size-without-padding-zeros", "the loops do not count the padding, so the last rows and columns stay zero",
            both(_without_padding), then=into_zeros),
        plan("size-without-kernel", "the output size is that of the input divided by the stride, whatever the kernel",
            both(lambda axis: replace(axis, count=-(-axis.padded // axis.stride))),
            both(lambda axis: replace(axis, count=axis.padded // axis.stride)),
            both(lambda axis: replace(axis, count=axis.length // axis.stride)),
            edges=("zero", "raise"))),
    about("Compute OW from the width; try an image that is not square.",
        plan("size-square", "the number of output rows is used for the columns too",
            copied("h", "count")(False), edges=("raise", "zero"))),
    output_ends_early("the last {line} of the output is never computed and stays zero"),
    exact_fit_ends_early("the last {line} of the output is never computed and stays zero"),
    windows_shifted(START, "the windows start {where}", "right", "down", "diagonally", "left", "up"),
    about(START,
        plan("windows-centred", "the windows are centred on the pixel where they should start",
            both(lambda axis: replace(axis, shift=-(axis.kernel // 2))),
            both(lambda axis: replace(axis, shift=-((axis.kernel - 1) // 2))),
            edges=("zero",)),
        plan("windows-from-the-end", "the windows are aligned with the bottom right corner: what is left over is skipped at the start",
            both(taking(shift="left")))),
    about(SUM,
        plan("channels-first-only", "only the first channel is used", _one_channel(0)),
        plan("channels-overwrite", "each channel overwrites the one before, so only the last one counts", _one_channel(-1)),
        plan("channels-last-lost", "the last channel is left out", lambda plan: replace(plan, X=plan.X[:, :-1], W=plan.W[:, :-1])),
        weights("channels-reversed", "the channels of X meet those of the filter in reverse order", flipped(1))),
    about("Each channel of X has weights of its own, W[f, c].",
        weights("channels-share-weights", "all channels use the weights of the filter's first channel", repeated(0, 1))),
    about("Each channel of X has weights of its own, W[f, c]; sum the products, not the factors.",
        weights("channels-mixed", "the weights are summed over the channels, so every channel meets the same weights", summed(1))),
    about("Each channel of X has weights of its own, W[f, c].",
        weights("channels-averaged-weights", "the weights are averaged over the channels before they meet X", averaged(1))),
    about(SUM,
        kernel("channels-averaged", "the mean over the channels is taken instead of the sum",
            lambda plan: forward(plan) / plan.X.shape[1]),
        kernel("window-averaged", "the mean over the window is taken instead of the sum",
            lambda plan: forward(plan) / plan.W[0].size, lambda plan: forward(plan) / plan.W[0, 0].size),
        kernel("depthwise", "filter f only looks at channel f, as in a depthwise convolution", _depthwise)),
    about("W is (F, C, KH, KW): the first axis counts filters.",
        weights("filters-and-channels-swapped", "the axes of filters and channels of W are exchanged",
            *LEADING_SWAPPED, lambda W: W.swapaxes(0, 1).reshape(W.shape))),
    about(FILTERS,
        weights("filters-first-for-all", "the first filter is used for every output channel", repeated(0, 0)),
        weights("filters-last-for-all", "the last filter is used for every output channel", repeated(-1, 0)),
        weights("filters-summed", "every output channel gets the sum of all filters", summed(0)),
        weights("filters-averaged", "every output channel gets the mean of all filters", averaged(0)),
        weights("filters-reversed", "the filters come out in reverse order", flipped(0))),
    about("Where does the loop over the filters end?",
        result("filters-last-lost", "the output channel of the last filter stays zero", *lost_ways(1))),
    about(BATCH,
        image("batch-first-for-all", "the first image is used for the whole batch", repeated(0, 0)),
        image("batch-last-for-all", "the last image is used for the whole batch", repeated(-1, 0)),
        image("batch-summed", "every image gets the sum over the batch", summed(0)),
        result("batch-first-only", "only the first image is computed, the others stay zero", cleared(np.s_[1:])),
        result("batch-last-lost", "the last image stays zero", *lost_ways(0))),
    about(LAYOUT,
        result("output-transposed", "rows and columns of the output are exchanged", *RESULT_TRANSPOSED),
        result("output-filters-first", "the result is (F, N, OH, OW) instead of (N, F, OH, OW)", lambda out: out.swapaxes(0, 1)),
        result("output-channels-last", "the result is (N, OH, OW, F) instead of (N, F, OH, OW)", lambda out: np.moveaxis(out, 1, -1)),
        result("output-reshaped", "the result is reshaped as if its axes lay in another order than they do", *RESHAPED),
        image("input-reshaped", "X is read in another order of its axes than (N, C, H, W)", *RESHAPED),
        weights("weights-reshaped", "W is read in another order of its axes than (F, C, KH, KW)", *RESHAPED),
        image("image-transposed", "rows and columns of the image are exchanged", *TRANSPOSED)),
    about("Only the window moves; the image is read as it lies.",
        image("image-flipped", "the image is turned around before it is convolved", *TURNED)),
    about("The convolution has no activation.",
        result("rectified", "negative outputs are set to zero: a ReLU is part of the result", lambda out: np.maximum(out, 0))),
    about(SUM,
        result("absolute", "the absolute values of the outputs are returned", np.abs),
        result("negated", "every output has the wrong sign", np.negative)),
    about("Where does the sum start?", result("bias-added", "1 is added to every output", lambda out: out + 1)),
    NEVER_WRITTEN,
    about(SUM,
        weights("weights-absolute", "the absolute values of the weights are used", np.abs),
        weights("weights-ignored", "the pixels of a window are added up without the weights", np.ones_like)),
    precision("X", "W"), integer_sums("X", "W"), narrow_sums(), narrow_terms(), narrow_bias(),
    behaviours("X", "W"),
    not_finite("X", "W"),
)
# fmt: on
