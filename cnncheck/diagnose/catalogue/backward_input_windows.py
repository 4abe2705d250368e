"""Faults of ``convolution2D_backward_input`` in stride, windows and size."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.arrays import TURNED
from cnncheck.diagnose.catalogue.backward_input import AXES, TAPS, UNCOVERED, shelf
from cnncheck.diagnose.catalogue.changes import both, copied, taking
from cnncheck.diagnose.catalogue.common import lines_lost, stride_faults, windows_shifted

if TYPE_CHECKING:
    from cnncheck.diagnose.catalogue.changes import Kernel
    from cnncheck.diagnose.kernels import Axis, Plan
    from cnncheck.operators.problem import Array


# --- stride and windows ------------------------------------------------------------------------

stride_faults(
    shelf,
    axes=AXES,
    ignored="How far apart are the windows of out_grad[..., i, j] and out_grad[..., i + 1, j]?",
    side_by_side="Window (i, j) begins at row sh*i and column sw*j.",
    capped=UNCOVERED,
)
shelf.plan(
    "The stride moves the window; within a window the pixels are neighbours.",
    (
        "kernel-dilated",
        "the taps of the kernel are spread apart by the stride",
        both(taking(dilation="stride")),
        both(lambda axis: replace(axis, dilation=axis.stride, stride=1)),
    ),
    edges=("zero", "raise"),
)
windows_shifted(
    shelf,
    "Tap (0, 0) of window (0, 0) read pixel (0, 0).",
    "the windows are written {where}",
    "right",
    "down",
    "diagonally",
    "up-left",
)
shelf.plan(
    UNCOVERED,
    (
        "windows-from-the-end",
        "the pixels that no window reads are put at the top left instead of the bottom right",
        both(taking(shift="left_over")),
    ),
)


def _gap_filled(plan: Plan) -> Plan:
    gap_h = max(plan.h.stride - plan.h.kernel, 0)
    gap_w = max(plan.w.stride - plan.w.kernel, 0)
    W = np.pad(plan.W, ((0, 0), (0, 0), (0, gap_h), (0, gap_w)), mode="edge")
    h = replace(plan.h, kernel=W.shape[2])
    return replace(plan, W=W, h=h, w=replace(plan.w, kernel=W.shape[3]))


shelf.plan(
    UNCOVERED,
    (
        "gaps-filled",
        "where the stride is larger than the kernel, the gaps between the windows get gradient too",
        _gap_filled,
    ),
    edges=("zero", "raise"),
)


def _reached(axis: Axis) -> Axis:
    return replace(axis, length=axis.length - axis.left_over)


shelf.plan(
    "dX has the shape of X, also where the stride leaves pixels over.",
    (
        "size-cut",
        "rows and columns that no window reads are missing from the result",
        both(_reached),
    ),
)
shelf.plan(
    "Try an image that is not square.",
    (
        "size-square",
        "the image's height is used for its width too",
        copied("length", "h", fit=False),
    ),
    edges=("raise", "zero"),
)


def _left_in(start: Kernel) -> Kernel:
    return lambda plan: np.where(
        kernels.coverage(plan) > 0, kernels.backward_input(plan), start(plan)
    )


shelf.kernel(
    UNCOVERED,
    (
        "uncovered-from-input",
        "pixels that no window reads keep the values of X",
        _left_in(lambda plan: plan.X),
    ),
)


def _never_written(plan: Plan) -> Array:
    nobody = kernels.coverage(plan) == 0
    out = kernels.backward_input(plan)
    return np.ma.MaskedArray(out, np.broadcast_to(nobody, out.shape))


shelf.add(
    "np.empty promises nothing about its contents. " + UNCOVERED,
    (
        "uncovered-garbage",
        "pixels that no window reads hold what was in memory before",
        shelf.run(kernel=_never_written),
    ),
    kind="garbage",
)
shelf.then(
    "What is in dX before the first window is added?",
    (
        "added-to-input",
        "the sum starts from X instead of zeros",
        lambda out, problem: out + problem.arrays["X"],
    ),
)
shelf.then(
    "Return the gradient alone.",
    (
        "subtracted-from-input",
        "the result is X minus the gradient",
        lambda out, problem: problem.arrays["X"] - out,
    ),
)
lines_lost(
    shelf.result,
    "Where does the loop over the image's {line}s end?",
    "last-{line}-lost",
    "the last {line} of the result stays zero",
)
shelf.result(TAPS, ("flipped", "the result comes out turned around", *TURNED))

__all__ = ["shelf"]
