"""Faults of ``convolution2D_backward_filter``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.changes import (
    both,
    columns,
    copied,
    everywhere,
    flipped,
    into_zeros,
    lost_ways,
    of_gradient,
    of_input,
    reshaped_ways,
    rows,
    setting,
    square_swapped,
    square_swapped_only,
    swapped,
)
from cnncheck.diagnose.catalogue.shelf import Shelf

if TYPE_CHECKING:
    from cnncheck.diagnose.kernels import Plan

shelf = Shelf("conv-backward-filter", "convolution2D_backward_filter", kernels.backward_filter)
change, then, add, run = shelf.change, shelf.then, shelf.add, shelf.run

TAPS = "dW[f, c, k, l] belongs to tap (k, l): which pixel did that tap read in the forward pass?"
AXES = "stride is (vertical, horizontal): follow each number to where it is used."
SUM = "dW adds up over all images and all output positions: N OH OW products."
CHANNELS = "dW[f, c] meets out_grad[:, f] with X[:, c], and no other filter or channel."
GRAD = "The gradient of every output position counts: dW is linear in out_grad."
LAYOUT = "The result is (F, C, KH, KW): follow one element through every reshape and transpose."

then("flipped-h", "the gradient of the kernel comes out upside down", TAPS, everywhere(flipped(2)))
then(
    "flipped-w",
    "the gradient of the kernel comes out mirrored left to right",
    TAPS,
    everywhere(flipped(3)),
)
then(
    "flipped-hw",
    "the gradient of the kernel comes out rotated by 180 degrees",
    TAPS,
    everywhere(flipped(2, 3)),
)
then(
    "transposed",
    "rows and columns of the result are exchanged",
    TAPS,
    everywhere(lambda out: out.swapaxes(2, 3)),
    everywhere(square_swapped),
    everywhere(square_swapped_only),
)
then(
    "channels-first",
    "the result is (C, F, KH, KW) instead of (F, C, KH, KW)",
    LAYOUT,
    everywhere(lambda out: out.swapaxes(0, 1)),
    everywhere(lambda out: out.swapaxes(0, 1) if out.shape[0] == out.shape[1] else out),
)
then(
    "reshaped",
    "the result is brought into shape by reshape where its axes should be transposed",
    LAYOUT,
    *reshaped_ways(everywhere),
)
change(
    "out-grad-reshaped",
    "out_grad is reshaped to (F, ...) without bringing the axis of the filters to the front",
    LAYOUT,
    of_gradient(lambda G: G.reshape(G.shape[1], G.shape[0], *G.shape[2:]).swapaxes(0, 1)),
    *reshaped_ways(of_gradient),
)
change(
    "input-reshaped",
    "X is read in another order of its axes than (N, C, H, W)",
    LAYOUT,
    *reshaped_ways(of_input),
)

# --- stride and windows ------------------------------------------------------------------------

change(
    "stride-swapped",
    "the vertical and the horizontal stride are exchanged",
    AXES,
    swapped("stride", fit=False),
    edges=("raise", "zero", "skip", "clip"),
)
change(
    "stride-first-for-both",
    "the vertical stride is used in both directions",
    AXES,
    copied("stride", "h", fit=False),
    edges=("raise", "zero", "skip", "clip"),
)
change(
    "stride-last-for-both",
    "the horizontal stride is used in both directions",
    AXES,
    copied("stride", "w", fit=False),
    edges=("raise", "zero", "skip", "clip"),
)
change(
    "stride-ignored",
    "the windows are one pixel apart whatever the stride",
    "Output (i, j) read from row sh*i and column sw*j on.",
    both(setting(stride=1)),
)
change(
    "stride-is-kernel",
    "the windows are placed side by side, a kernel apart, whatever the stride",
    "Output (i, j) read from row sh*i and column sw*j on.",
    both(lambda axis: replace(axis, stride=axis.kernel)),
    edges=("raise", "zero", "skip", "clip"),
)
change(
    "stride-capped",
    "a stride larger than the kernel is cut down to the kernel",
    "With a stride larger than the kernel some pixels are not read at all, and that is right.",
    both(lambda axis: replace(axis, stride=min(axis.stride, axis.kernel))),
)
change(
    "kernel-dilated",
    "the stride spreads the taps of the kernel apart, not the windows",
    "dW is a correlation of X with out_grad: which of the two is spread out by the stride?",
    both(lambda axis: replace(axis, stride=1, dilation=axis.stride)),
    both(lambda axis: replace(axis, dilation=axis.stride)),
    edges=("raise", "zero"),
)
for _name, _where, _axes, _shift in (
    ("right", "one pixel too far right", columns, 1),
    ("down", "one pixel too far down", rows, 1),
    ("diagonally", "one pixel too far down and right", both, 1),
    ("up-left", "one pixel too far up and left", both, -1),
):
    change(
        f"windows-shifted-{_name}",
        f"the windows are read {_where}",
        "Tap (0, 0) of output (0, 0) read pixel (0, 0).",
        _axes(setting(shift=_shift)),
        edges=("zero", "raise", "clip", "skip"),
    )
change(
    "windows-from-the-end",
    "the part of X that is left over is cut off at the start instead of the end",
    "Which pixels does no window reach when the stride does not divide the image?",
    both(lambda axis: replace(axis, shift=axis.left_over)),
)


def _uncropped(plan: Plan) -> Plan:
    """Return as many taps as a correlation with the spread out gradient has room for."""
    return both(lambda axis: replace(axis, kernel=axis.kernel + axis.left_over))(plan)


change(
    "size-not-cropped",
    "the result has too many rows or columns where the stride does not divide the image",
    "dW has the shape of W, whatever is left over.",
    _uncropped,
)
change(
    "size-square",
    "the kernel's height is used for its width too",
    "Try a kernel of 3x2: which of your lines use W.shape[3]?",
    lambda plan: replace(plan, w=replace(plan.w, kernel=plan.h.kernel)),
    edges=("raise", "zero"),
)
add(
    "square-only",
    "the loop over the kernel's columns ends where that over its rows does",
    "Try a kernel of 2x3: which of your lines use W.shape[3]?",
    run(
        lambda plan: replace(plan, w=replace(plan.w, kernel=min(plan.h.kernel, plan.w.kernel))),
        then=into_zeros,
    ),
    run(
        lambda plan: both(setting(kernel=min(plan.h.kernel, plan.w.kernel)))(plan), then=into_zeros
    ),
)
then(
    "last-row-lost",
    "the last row of the result stays zero",
    "Where does the loop over the kernel's rows end?",
    *lost_ways(everywhere, 2),
)
then(
    "last-column-lost",
    "the last column of the result stays zero",
    "Where does the loop over the kernel's columns end?",
    *lost_ways(everywhere, 3),
)
change(
    "input-flipped",
    "X is turned around before it meets out_grad",
    TAPS,
    of_input(flipped(2, 3)),
    of_input(flipped(2)),
    of_input(flipped(3)),
)
change(
    "input-transposed",
    "rows and columns of X are exchanged",
    TAPS,
    of_input(square_swapped),
    of_input(square_swapped_only),
)
