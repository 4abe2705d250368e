"""Faults of ``convolution2D`` in where it reads: kernel, stride, padding, and output size."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.changes import (
    Shelf,
    both,
    columns,
    copied,
    everywhere,
    exact_fit_lost,
    fill_cleared,
    flipped,
    into_zeros,
    lost_ways,
    of_weights,
    rows,
    setting,
    square_swapped,
    square_swapped_only,
    swapped,
)
from cnncheck.diagnose.kernels import Axis, Plan

if TYPE_CHECKING:
    from cnncheck.diagnose.catalogue.changes import Change, Then
    from cnncheck.operators.problem import Array, Problem

shelf = Shelf("conv-forward", "convolution2D", kernels.forward)
change, then, add, run = shelf.change, shelf.then, shelf.add, shelf.run

# --- the kernel --------------------------------------------------------------------------------

CORRELATE = "Compare with the formula: which tap meets the pixel at the window's top left?"
change(
    "kernel-flipped-h",
    "the kernel is turned upside down before it is applied",
    CORRELATE,
    of_weights(flipped(2)),
)
change(
    "kernel-flipped-w",
    "the kernel is mirrored left to right before it is applied",
    CORRELATE,
    of_weights(flipped(3)),
)
change(
    "kernel-flipped-hw",
    "the kernel is rotated by 180 degrees: a true convolution, not the cross-correlation of CNNs",
    CORRELATE,
    of_weights(flipped(2, 3)),
)
change(
    "kernel-flipped-all",
    "the filter is turned around in its channels as well as in rows and columns",
    "W[::-1] and W[:, ::-1] turn the first axes; which axes did you mean?",
    of_weights(flipped(1, 2, 3)),
    of_weights(flipped(0, 1, 2, 3)),
)
change(
    "kernel-transposed",
    "rows and columns of the kernel are exchanged",
    "Try a kernel that is not square, and follow one tap W[f, c, k, l].",
    of_weights(square_swapped),
    of_weights(square_swapped_only),
)
change(
    "last-tap-row-lost",
    "the last row of the kernel is not used",
    "Where does the loop over the kernel's rows end?",
    *lost_ways(of_weights, 2),
)
change(
    "last-tap-column-lost",
    "the last column of the kernel is not used",
    "Where does the loop over the kernel's columns end?",
    *lost_ways(of_weights, 3),
)
change(
    "first-tap-row-lost",
    "the first row of the kernel is not used",
    "Where does the loop over the kernel's rows begin?",
    *lost_ways(of_weights, 2, 0),
)
change(
    "first-tap-column-lost",
    "the first column of the kernel is not used",
    "Where does the loop over the kernel's columns begin?",
    *lost_ways(of_weights, 3, 0),
)
change(
    "last-tap-lost",
    "the very last tap of every kernel is not used",
    "Count the products that are added up for one output: C KH KW.",
    of_weights(fill_cleared(slice(None), slice(None), -1, -1)),
    of_weights(fill_cleared(slice(None), -1, -1, -1)),
)


def _square(plan: Plan) -> Plan:
    """Count the windows of a KH x KH kernel, and use as many of its columns as there are."""
    height = plan.h.kernel
    fitted = both(Axis.fitted)(replace(plan, w=replace(plan.w, kernel=height)))
    width = min(plan.W.shape[2:])
    return replace(fitted, W=plan.W[..., :width], w=replace(fitted.w, kernel=width))


change(
    "kernel-square-only",
    "the kernel's height is used for its width too",
    "Try a kernel of 3x2: which of your lines use W.shape[3]?",
    _square,
    lambda plan: replace(_square(plan), w=replace(_square(plan).w, count=plan.w.count)),
    edges=("raise", "zero"),
)
change(
    "kernel-dilated",
    "the taps of the kernel are spread apart by the stride",
    "The stride moves the window; within a window the pixels are neighbours.",
    both(lambda axis: replace(axis, dilation=axis.stride)),
    edges=("zero", "raise"),
)

# --- stride, padding, size ---------------------------------------------------------------------

AXES = "stride and padding are (vertical, horizontal): follow each number to where it is used."
change(
    "stride-swapped",
    "the vertical and the horizontal stride are exchanged",
    AXES,
    swapped("stride", fit=True),
    swapped("stride", fit=False),
    edges=("raise", "zero", "skip", "clip"),
)
change(
    "stride-first-for-both",
    "the vertical stride is used in both directions",
    AXES,
    copied("stride", "h", fit=True),
    copied("stride", "h", fit=False),
    edges=("raise", "zero", "skip", "clip"),
)
change(
    "stride-last-for-both",
    "the horizontal stride is used in both directions",
    AXES,
    copied("stride", "w", fit=True),
    copied("stride", "w", fit=False),
    edges=("raise", "zero", "skip", "clip"),
)
change(
    "stride-ignored",
    "the windows are one pixel apart whatever the stride",
    "Output (i, j) reads from row sh*i and column sw*j on.",
    both(setting(stride=1)),
    both(setting(fit=True, stride=1)),
)
change(
    "stride-is-kernel",
    "the windows are placed side by side, a kernel apart, whatever the stride",
    "Output (i, j) reads from row sh*i and column sw*j on: where does the kernel's size come in?",
    both(lambda axis: replace(axis, stride=axis.kernel)),
    both(lambda axis: replace(axis, stride=axis.kernel).fitted()),
    edges=("raise", "zero", "skip", "clip"),
)
change(
    "stride-capped",
    "a stride larger than the kernel is cut down to the kernel",
    "With a stride larger than the kernel some pixels are not read at all, and that is right.",
    both(lambda axis: replace(axis, stride=min(axis.stride, axis.kernel))),
    both(lambda axis: replace(axis, stride=min(axis.stride, axis.kernel)).fitted()),
)
change(
    "padding-swapped",
    "the vertical and the horizontal padding are exchanged",
    AXES,
    swapped("padding", fit=True),
    swapped("padding", fit=False),
    edges=("raise", "zero"),
)
change(
    "padding-first-for-both",
    "the vertical padding is used in both directions",
    AXES,
    copied("padding", "h", fit=True),
    copied("padding", "h", fit=False),
    edges=("raise", "zero"),
)
change(
    "padding-last-for-both",
    "the horizontal padding is used in both directions",
    AXES,
    copied("padding", "w", fit=True),
    copied("padding", "w", fit=False),
    edges=("raise", "zero"),
)
change(
    "padding-ignored",
    "the padding is not applied",
    "Where is X padded before the windows are taken?",
    both(setting(fit=True, padding=0)),
)
change(
    "padding-doubled",
    "the image is padded twice as much as asked",
    "padding is what is added on each side, not on both together; is X padded twice?",
    both(lambda axis: replace(axis, padding=2 * axis.padding).fitted()),
)
change(
    "padding-all-after",
    "all the padding is below and to the right of the image",
    "Half of the zeros belong above and to the left: pixel (0, 0) moves to (ph, pw).",
    both(lambda axis: replace(axis, shift=axis.padding)),
    edges=("zero",),
)
change(
    "padding-all-before",
    "all the padding is above and to the left of the image",
    "Half of the zeros belong below and to the right.",
    both(lambda axis: replace(axis, shift=-axis.padding)),
    edges=("zero",),
)


def _filled(mode: str) -> Change:
    """Pad with something else than zeros."""

    def filled(plan: Plan) -> Plan:
        ph, pw = plan.h.padding, plan.w.padding
        around = ((0, 0), (0, 0), (ph, ph), (pw, pw))
        if mode == "ones":
            X = np.pad(plan.X, around, constant_values=1)
        else:
            X = np.pad(plan.X, around, mode=mode)  # type: ignore[call-overload]
        return replace(
            plan,
            X=X,
            h=replace(plan.h, length=X.shape[2], padding=0),
            w=replace(plan.w, length=X.shape[3], padding=0),
        )

    return filled


change(
    "padding-not-zero",
    "the padding is not filled with zeros",
    "What is in the border before the image is copied in? (Repeated edges and ones are not zeros.)",
    _filled("edge"),
    _filled("ones"),
    _filled("reflect"),
    _filled("wrap"),
)


def _tail_lost(block: int) -> Then:
    def lost(out: Array, _: Problem) -> Array:
        whole = out.shape[3] // block * block
        return fill_cleared(Ellipsis, slice(whole, None))(out) if whole else out

    return lost


SIZE = "OH = 1 + floor((IH + 2 ph - FH) / sh): try sizes that the stride does not divide."
change(
    "size-rounded-up",
    "the output size is rounded up: a last window hangs over the edge",
    SIZE,
    both(lambda axis: axis.fitted(up=True)),
    edges=("zero", "raise", "clip"),
)
change(
    "size-one-short",
    "the output is one row and one column too small",
    SIZE,
    both(lambda axis: replace(axis, count=axis.count - 1)),
    rows(lambda axis: replace(axis, count=axis.count - 1)),
    columns(lambda axis: replace(axis, count=axis.count - 1)),
)
add(
    "vector-tail-lost",
    "columns beyond the last whole block of 4, 8 or 16 stay zero",
    "What happens to the columns that are left over when the output is cut into blocks?",
    *(run(then=_tail_lost(block)) for block in (4, 8, 16)),
)
change(
    "size-one-long",
    "the output is one row and one column too large",
    SIZE,
    both(lambda axis: replace(axis, count=axis.count + 1)),
    edges=("zero", "raise", "clip"),
)


def _without_padding(axis: Axis) -> Axis:
    return replace(axis, count=replace(axis, padding=0).fitted().count)


change(
    "size-without-padding",
    "the output size does not count the padding",
    SIZE,
    both(_without_padding),
)
add(
    "size-without-padding-zeros",
    "the loops do not count the padding, so the last rows and columns stay zero",
    SIZE,
    run(both(_without_padding), then=into_zeros),
)
change(
    "size-without-kernel",
    "the output size is that of the input divided by the stride, whatever the kernel",
    SIZE,
    both(lambda axis: replace(axis, count=-(-(axis.length + 2 * axis.padding) // axis.stride))),
    both(lambda axis: replace(axis, count=(axis.length + 2 * axis.padding) // axis.stride)),
    both(lambda axis: replace(axis, count=axis.length // axis.stride)),
    edges=("zero", "raise"),
)
change(
    "size-square",
    "the number of output rows is used for the columns too",
    "Compute OW from the width; try an image that is not square.",
    lambda plan: replace(plan, w=replace(plan.w, count=plan.h.count)),
    edges=("raise", "zero"),
)
then(
    "last-row-zero",
    "the last row of the output is never computed and stays zero",
    "Where does the loop over the output's rows end?",
    *lost_ways(everywhere, 2),
    exact_fit_lost(2),
)
then(
    "last-column-zero",
    "the last column of the output is never computed and stays zero",
    "Where does the loop over the output's columns end?",
    *lost_ways(everywhere, 3),
    exact_fit_lost(3),
)

START = "Output (0, 0) reads from pixel (0, 0) of the padded image on."
for _name, _where, _axes, _shift in (
    ("right", "one pixel too far right", columns, 1),
    ("down", "one pixel too far down", rows, 1),
    ("diagonally", "one pixel too far down and right", both, 1),
    ("left", "one pixel too far left", columns, -1),
    ("up", "one pixel too far up", rows, -1),
):
    change(
        f"windows-shifted-{_name}",
        f"the windows start {_where}",
        START,
        _axes(setting(shift=_shift)),
        edges=("zero", "raise", "clip", "skip"),
    )
change(
    "windows-centred",
    "the windows are centred on the pixel where they should start",
    START,
    both(lambda axis: replace(axis, shift=-(axis.kernel // 2))),
    both(lambda axis: replace(axis, shift=-((axis.kernel - 1) // 2))),
    edges=("zero",),
)


def left_over(axis: Axis) -> int:
    """Return how many pixels of the padded axis no window reaches after the last one."""
    span = axis.stride * (axis.count - 1) + axis.kernel
    return axis.length + 2 * axis.padding - span


change(
    "windows-from-the-end",
    "the windows are aligned with the bottom right corner: what is left over is skipped at the start",
    START,
    both(lambda axis: replace(axis, shift=left_over(axis))),
)
