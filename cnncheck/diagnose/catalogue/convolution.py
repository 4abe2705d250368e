"""Faults of ``convolution2D`` in kernel and stride."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.arrays import TRANSPOSED, cleared, flipped
from cnncheck.diagnose.catalogue.changes import both, taking
from cnncheck.diagnose.catalogue.common import lines_lost, stride_faults
from cnncheck.diagnose.catalogue.shelf import Shelf
from cnncheck.diagnose.kernels import Axis, Plan

shelf = Shelf("conv-forward", "convolution2D", kernels.forward)

# --- the kernel --------------------------------------------------------------------------------

CORRELATE = "Compare with the formula: which tap meets the pixel at the window's top left?"
shelf.weights(
    CORRELATE,
    ("kernel-flipped-h", "the kernel is turned upside down before it is applied", flipped(2)),
    ("kernel-flipped-w", "the kernel is mirrored left to right before it is applied", flipped(3)),
    (
        "kernel-flipped-hw",
        "the kernel is rotated by 180 degrees: a true convolution, not the cross-correlation of CNNs",
        flipped(2, 3),
    ),
)
shelf.weights(
    "W[::-1] and W[:, ::-1] turn the first axes; which axes did you mean?",
    (
        "kernel-flipped-all",
        "the filter is turned around in its channels as well as in rows and columns",
        flipped(1, 2, 3),
        flipped(0, 1, 2, 3),
    ),
)
shelf.weights(
    "Try a kernel that is not square, and follow one tap W[f, c, k, l].",
    ("kernel-transposed", "rows and columns of the kernel are exchanged", *TRANSPOSED),
)
lines_lost(
    shelf.weights,
    "Where does the loop over the kernel's {line}s end?",
    "last-tap-{line}-lost",
    "the last {line} of the kernel is not used",
)
lines_lost(
    shelf.weights,
    "Where does the loop over the kernel's {line}s begin?",
    "first-tap-{line}-lost",
    "the first {line} of the kernel is not used",
    index=0,
)
shelf.weights(
    "Count the products that are added up for one output: C KH KW.",
    (
        "last-tap-lost",
        "the very last tap of every kernel is not used",
        cleared(np.s_[:, :, -1, -1]),
        cleared(np.s_[:, -1, -1, -1]),
    ),
)


def _square(plan: Plan) -> Plan:
    """Count the windows of a KH x KH kernel, and use as many of its columns as there are."""
    height = plan.h.kernel
    fitted = both(Axis.fitted)(replace(plan, w=replace(plan.w, kernel=height)))
    width = min(plan.W.shape[2:])
    return replace(fitted, W=plan.W[..., :width], w=replace(fitted.w, kernel=width))


shelf.plan(
    "Try a kernel of 3x2: which of your lines use W.shape[3]?",
    (
        "kernel-square-only",
        "the kernel's height is used for its width too",
        _square,
        lambda plan: replace(_square(plan), w=replace(_square(plan).w, count=plan.w.count)),
    ),
    edges=("raise", "zero"),
)
shelf.plan(
    "The stride moves the window; within a window the pixels are neighbours.",
    (
        "kernel-dilated",
        "the taps of the kernel are spread apart by the stride",
        both(taking(dilation="stride")),
    ),
    edges=("zero", "raise"),
)

# --- stride, padding, size ---------------------------------------------------------------------

AXES = "stride and padding are (vertical, horizontal): follow each number to where it is used."
stride_faults(
    shelf,
    axes=AXES,
    ignored="Output (i, j) reads from row sh*i and column sw*j on.",
    side_by_side="Output (i, j) reads from row sh*i and column sw*j on: "
    "where does the kernel's size come in?",
    capped="With a stride larger than the kernel some pixels are not read at all, and that is right.",
    counted=True,
)
