"""Faults of ``convolution2D_backward_input`` in stride, windows and size."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.backward_input import AXES, TAPS, UNCOVERED, shelf
from cnncheck.diagnose.catalogue.changes import (
    both,
    columns,
    copied,
    everywhere,
    flipped,
    lost_ways,
    rows,
    setting,
    swapped,
)

if TYPE_CHECKING:
    from cnncheck.diagnose.catalogue.changes import Kernel
    from cnncheck.diagnose.kernels import Axis, Plan
    from cnncheck.operators.problem import Array

change, then, add, run = shelf.change, shelf.then, shelf.add, shelf.run

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
    "How far apart are the windows of out_grad[..., i, j] and out_grad[..., i + 1, j]?",
    both(setting(stride=1)),
)
change(
    "stride-is-kernel",
    "the windows are placed side by side, a kernel apart, whatever the stride",
    "Window (i, j) begins at row sh*i and column sw*j.",
    both(lambda axis: replace(axis, stride=axis.kernel)),
    edges=("raise", "zero", "skip", "clip"),
)
change(
    "stride-capped",
    "a stride larger than the kernel is cut down to the kernel",
    UNCOVERED,
    both(lambda axis: replace(axis, stride=min(axis.stride, axis.kernel))),
)
change(
    "kernel-dilated",
    "the taps of the kernel are spread apart by the stride",
    "The stride moves the window; within a window the pixels are neighbours.",
    both(lambda axis: replace(axis, dilation=axis.stride)),
    both(lambda axis: replace(axis, dilation=axis.stride, stride=1)),
    edges=("zero", "raise"),
)
for _name, _where, _axes, _shift in (
    ("right", "one pixel too far right", columns, 1),
    ("down", "one pixel too far down", rows, 1),
    ("diagonally", "one pixel too far down and right", both, 1),
    ("up-left", "one pixel too far up and left", both, -1),
):
    change(
        f"windows-shifted-{_name}",
        f"the windows are written {_where}",
        "Tap (0, 0) of window (0, 0) read pixel (0, 0).",
        _axes(setting(shift=_shift)),
        edges=("zero", "raise", "clip", "skip"),
    )
change(
    "windows-from-the-end",
    "the pixels that no window reads are put at the top left instead of the bottom right",
    UNCOVERED,
    both(lambda axis: replace(axis, shift=axis.left_over)),
)


def _gap_filled(plan: Plan) -> Plan:
    gap_h = max(plan.h.stride - plan.h.kernel, 0)
    gap_w = max(plan.w.stride - plan.w.kernel, 0)
    W = np.pad(plan.W, ((0, 0), (0, 0), (0, gap_h), (0, gap_w)), mode="edge")
    h = replace(plan.h, kernel=W.shape[2])
    return replace(plan, W=W, h=h, w=replace(plan.w, kernel=W.shape[3]))


change(
    "gaps-filled",
    "where the stride is larger than the kernel, the gaps between the windows get gradient too",
    UNCOVERED,
    _gap_filled,
    edges=("zero", "raise"),
)


def _reached(axis: Axis) -> Axis:
    return replace(axis, length=axis.length - axis.left_over)


change(
    "size-cut",
    "rows and columns that no window reads are missing from the result",
    "dX has the shape of X, also where the stride leaves pixels over.",
    both(_reached),
)
change(
    "size-square",
    "the image's height is used for its width too",
    "Try an image that is not square.",
    lambda plan: replace(plan, w=replace(plan.w, length=plan.h.length)),
    edges=("raise", "zero"),
)


def _left_in(start: Kernel) -> Kernel:
    return lambda plan: np.where(
        kernels.coverage(plan) > 0, kernels.backward_input(plan), start(plan)
    )


add(
    "uncovered-from-input",
    "pixels that no window reads keep the values of X",
    UNCOVERED,
    run(kernel=_left_in(lambda plan: plan.X)),
)


def _never_written(plan: Plan) -> Array:
    nobody = kernels.coverage(plan) == 0
    out = kernels.backward_input(plan)
    return np.ma.MaskedArray(out, np.broadcast_to(nobody, out.shape))


add(
    "uncovered-garbage",
    "pixels that no window reads hold what was in memory before",
    "np.empty promises nothing about its contents. " + UNCOVERED,
    run(kernel=_never_written),
    kind="garbage",
)
then(
    "added-to-input",
    "the sum starts from X instead of zeros",
    "What is in dX before the first window is added?",
    lambda out, problem: out + problem.arrays["X"],
)
then(
    "subtracted-from-input",
    "the result is X minus the gradient",
    "Return the gradient alone.",
    lambda out, problem: problem.arrays["X"] - out,
)
then(
    "last-row-lost",
    "the last row of the result stays zero",
    "Where does the loop over the image's rows end?",
    *lost_ways(everywhere, 2),
)
then(
    "last-column-lost",
    "the last column of the result stays zero",
    "Where does the loop over the image's columns end?",
    *lost_ways(everywhere, 3),
)
then(
    "flipped",
    "the result comes out turned around",
    TAPS,
    everywhere(flipped(2, 3)),
    everywhere(flipped(2)),
    everywhere(flipped(3)),
)

__all__ = ["shelf"]
