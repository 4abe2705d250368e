"""Faults of ``convolution2D_backward_filter``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.diagnose import kernels
from cnncheck.diagnose.catalogue.arrays import (
    LEADING_SWAPPED,
    RESHAPED,
    RESULT_TRANSPOSED,
    TRANSPOSED,
    TURNED,
    flipped,
    front_reshaped,
)
from cnncheck.diagnose.catalogue.changes import both, copied, into_zeros, shorter, taking
from cnncheck.diagnose.catalogue.common import lines_lost, stride_faults, windows_shifted
from cnncheck.diagnose.catalogue.shelf import Shelf

if TYPE_CHECKING:
    from cnncheck.diagnose.kernels import Plan

shelf = Shelf("conv-backward-filter", "convolution2D_backward_filter", kernels.backward_filter)

TAPS = "dW[f, c, k, l] belongs to tap (k, l): which pixel did that tap read in the forward pass?"
AXES = "stride is (vertical, horizontal): follow each number to where it is used."
SUM = "dW adds up over all images and all output positions: N OH OW products."
CHANNELS = "dW[f, c] meets out_grad[:, f] with X[:, c], and no other filter or channel."
GRAD = "The gradient of every output position counts: dW is linear in out_grad."
LAYOUT = "The result is (F, C, KH, KW): follow one element through every reshape and transpose."

shelf.result(
    TAPS,
    ("flipped-h", "the gradient of the kernel comes out upside down", flipped(2)),
    ("flipped-w", "the gradient of the kernel comes out mirrored left to right", flipped(3)),
    ("flipped-hw", "the gradient of the kernel comes out rotated by 180 degrees", flipped(2, 3)),
    ("transposed", "rows and columns of the result are exchanged", *RESULT_TRANSPOSED),
)
shelf.result(
    LAYOUT,
    ("channels-first", "the result is (C, F, KH, KW) instead of (F, C, KH, KW)", *LEADING_SWAPPED),
    (
        "reshaped",
        "the result is brought into shape by reshape where its axes should be transposed",
        *RESHAPED,
    ),
)
shelf.gradient(
    LAYOUT,
    (
        "out-grad-reshaped",
        "out_grad is reshaped to (F, ...) without bringing the axis of the filters to the front",
        *(front_reshaped, *RESHAPED),
    ),
)
shelf.input(
    LAYOUT,
    ("input-reshaped", "X is read in another order of its axes than (N, C, H, W)", *RESHAPED),
)

# --- stride and windows ------------------------------------------------------------------------

stride_faults(
    shelf,
    axes=AXES,
    ignored="Output (i, j) read from row sh*i and column sw*j on.",
    side_by_side="Output (i, j) read from row sh*i and column sw*j on.",
    capped="With a stride larger than the kernel some pixels are not read at all, and that is right.",
)
shelf.plan(
    "dW is a correlation of X with out_grad: which of the two is spread out by the stride?",
    (
        "kernel-dilated",
        "the stride spreads the taps of the kernel apart, not the windows",
        both(lambda axis: replace(axis, stride=1, dilation=axis.stride)),
        both(taking(dilation="stride")),
    ),
    edges=("raise", "zero"),
)
windows_shifted(
    shelf,
    "Tap (0, 0) of output (0, 0) read pixel (0, 0).",
    "the windows are read {where}",
    "right",
    "down",
    "diagonally",
    "up-left",
)
shelf.plan(
    "Which pixels does no window reach when the stride does not divide the image?",
    (
        "windows-from-the-end",
        "the part of X that is left over is cut off at the start instead of the end",
        both(taking(shift="left_over")),
    ),
)


def _uncropped(plan: Plan) -> Plan:
    """Return as many taps as a correlation with the spread out gradient has room for."""
    return both(lambda axis: replace(axis, kernel=axis.kernel + axis.left_over))(plan)


shelf.plan(
    "dW has the shape of W, whatever is left over.",
    (
        "size-not-cropped",
        "the result has too many rows or columns where the stride does not divide the image",
        _uncropped,
    ),
)
shelf.plan(
    "Try a kernel of 3x2: which of your lines use W.shape[3]?",
    (
        "size-square",
        "the kernel's height is used for its width too",
        copied("kernel", "h", fit=False),
    ),
    edges=("raise", "zero"),
)
shelf.add(
    "Try a kernel of 2x3: which of your lines use W.shape[3]?",
    (
        "square-only",
        "the loop over the kernel's columns ends where that over its rows does",
        *(shelf.run(way, then=into_zeros) for way in shorter("kernel")),
    ),
)
lines_lost(
    shelf.result,
    "Where does the loop over the kernel's {line}s end?",
    "last-{line}-lost",
    "the last {line} of the result stays zero",
)
shelf.input(
    TAPS,
    ("input-flipped", "X is turned around before it meets out_grad", *TURNED),
    ("input-transposed", "rows and columns of X are exchanged", *TRANSPOSED),
)
