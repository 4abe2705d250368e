"""Faults of ``convolution2D`` in kernel and stride."""

from __future__ import annotations

from dataclasses import replace

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.changes import (
    both,
    copied,
    fill_cleared,
    flipped,
    lost_ways,
    of_weights,
    setting,
    square_swapped,
    square_swapped_only,
    swapped,
)
from cnncheck.diagnose.catalogue.shelf import Shelf
from cnncheck.diagnose.kernels import Axis, Plan

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
