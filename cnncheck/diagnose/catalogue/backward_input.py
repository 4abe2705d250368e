"""Faults of ``convolution2D_backward_input`` in overlaps and in the kernel."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.arrays import TRANSPOSED, flipped
from cnncheck.diagnose.catalogue.changes import both, setting
from cnncheck.diagnose.catalogue.common import lines_lost
from cnncheck.diagnose.catalogue.shelf import Shelf

if TYPE_CHECKING:
    from cnncheck.diagnose.catalogue.changes import Kernel
    from cnncheck.diagnose.kernels import Plan
    from cnncheck.operators.problem import Array

shelf = Shelf("conv-backward-input", "convolution2D_backward_input", kernels.backward_input)

TAPS = "Pixel (sh*i + k, sw*j + l) gets out_grad[n, f, i, j] times W[f, c, k, l]."
AXES = "stride is (vertical, horizontal): follow each number to where it is used."
MEET = "One pixel is read by several windows when they overlap: what happens to its gradient?"
UNCOVERED = "A pixel that no window reads has no influence on the output."
LAYOUT = "The result is (N, C, H, W): follow one element through every reshape and transpose."

# --- overlapping windows -----------------------------------------------------------------------


def _over(order: str) -> Kernel:
    return lambda plan: kernels.write_over(plan, kernels.sent_back(plan), order)


shelf.kernel(
    MEET,
    (
        "windows-overwrite",
        "overlapping windows overwrite instead of adding up",
        _over("hwkl"),
        _over("whkl"),
    ),
    (
        "taps-overwrite",
        "each tap of the kernel overwrites what the taps before it have written",
        _over("klhw"),
    ),
)


def _divided(plan: Plan) -> Array:
    return kernels.backward_input(plan) / np.maximum(kernels.coverage(plan), 1)


shelf.kernel(
    MEET,
    ("divided-by-overlap", "each pixel is divided by the number of windows that read it", _divided),
)

# --- the kernel --------------------------------------------------------------------------------

shelf.weights(
    TAPS,
    ("kernel-flipped-h", "the kernel is turned upside down", flipped(2)),
    ("kernel-flipped-w", "the kernel is mirrored left to right", flipped(3)),
)
shelf.weights(
    "As a full convolution the kernel has to be turned; scattering window by window it has not.",
    (
        "kernel-flipped-hw",
        "the kernel is rotated by 180 degrees where it should not be, or not where it should",
        flipped(2, 3),
    ),
)
shelf.weights(
    TAPS, ("kernel-transposed", "rows and columns of the kernel are exchanged", *TRANSPOSED)
)
lines_lost(
    shelf.weights,
    "Where does the loop over the kernel's {line}s end?",
    "last-tap-{line}-lost",
    "the last {line} of the kernel is not used",
)


def _square(plan: Plan) -> Plan:
    side = min(plan.W.shape[2:])
    return both(setting(kernel=side))(replace(plan, W=plan.W[:, :, :side, :side]))


shelf.plan(
    "Try a kernel of 2x3: which of your lines use W.shape[3]?",
    ("kernel-square-only", "the shorter side of the kernel is used for both", _square),
)
