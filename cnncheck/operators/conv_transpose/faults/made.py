"""Faults of a transposed convolution's loops and arrays, made for each of them.

Their plan is that of the convolution whose gradient they are, with names of its own: what is a filter
there is a channel of X here, and what has a row for each row of windows is X.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.faults.declaring.table import about, gradient, image, listed, result, weights
from cnncheck.faults.in_loops.looping import SUM, loop_faults
from cnncheck.faults.in_places.cropping import cut_faults
from cnncheck.faults.in_places.shifting import shift_faults
from cnncheck.faults.in_places.stopping import stop_faults
from cnncheck.faults.parts.arrays import (
    LEADING_SWAPPED,
    RESHAPED,
    RESULT_TRANSPOSED,
    TRANSPOSED,
    flipped,
)
from cnncheck.faults.parts.loops import WORDS, loops
from cnncheck.operators.conv.faults.meeting import meeting_faults
from cnncheck.operators.conv_transpose.faults.lengths import size_faults_of_output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.faults.declaring.table import Row

NAMES = {
    **WORDS,
    "f": WORDS["c"],
    "c": WORDS["f"],
    "i": "row of X",
    "j": "column of X",
    "y": "row of the output",
    "x": "column of the output",
}
"""What an entry is called, by the letters of the convolution."""

FORWARD = loops(NAMES, n=("", 0), c=("", 1), y=("", 2), x=("", 3),
    f=("W", 0), k=("W", 2), l=("W", 3), i=("G", 2), j=("G", 3))  # fmt: skip
BACKWARD_FILTER = loops(NAMES, f=("", 0), c=("", 1), k=("", 2), l=("", 3),
    n=("G", 0), i=("G", 2), j=("G", 3))  # fmt: skip
BACKWARD_INPUT = loops(NAMES, n=("", 0), f=("", 1), i=("", 2), j=("", 3),
    c=("W", 1), k=("W", 2), l=("W", 3))  # fmt: skip

BACKWARD_BIAS = loops({**NAMES, "y": "row of out_grad", "x": "column of out_grad"},
    c=("", 0), n=("X", 0), y=("X", 2), x=("X", 3))  # fmt: skip

BEGIN = "Pixel (i, j) of X is sent to outputs from row sh * i - ph and column sw * j - pw on."
CUT = "Of all that the pixels are sent to, ph rows are cut off above and below, and pw columns left and right."
LAYOUT = "Follow one element through every reshape and transpose."
TAPS = "Which tap of the kernel sends a pixel to which output?"


# fmt: off
def _read() -> Iterator[Row]:
    """Yield what is wrong with how W is read."""
    yield from about(LAYOUT,
        weights("filters-and-channels-swapped", "the axes of channels and filters of W are exchanged",
            *LEADING_SWAPPED, lambda W: W.swapaxes(0, 1).reshape(W.shape), lambda W: W.reshape(W.shape[1], W.shape[0], *W.shape[2:]).swapaxes(0, 1)),
        weights("weights-reshaped", "W is read in another order of its axes than (C, F, KH, KW)", *RESHAPED))
    yield from about(TAPS,
        weights("kernel-flipped-h", "the kernel is turned upside down", flipped(-2)),
        weights("kernel-flipped-w", "the kernel is mirrored left to right", flipped(-1)),
        weights("kernel-transposed", "rows and columns of the kernel are exchanged", *TRANSPOSED))


def _returned() -> Iterator[Row]:
    yield from about(LAYOUT,
        result("transposed", "rows and columns of the result are exchanged", *RESULT_TRANSPOSED),
        result("reshaped", "the result is reshaped as if its axes lay in another order than they do", *RESHAPED))


def made_of_forward() -> Iterator[Row]:
    """Yield what the forward pass can get wrong of each loop and array."""
    yield from loop_faults(FORWARD)
    yield from meeting_faults("X", "channel")
    yield from shift_faults(BEGIN, sends=True)
    yield from stop_faults("filled", "pixel of X")
    yield from _read()
    yield from size_faults_of_output()
    yield from listed(cut_faults(CUT), option="padding")
    yield from about(LAYOUT, gradient("input-reshaped", "X is read in another order of its axes than (N, C, H, W)", *RESHAPED))
    yield from _returned()


def made_of_backward_filter() -> Iterator[Row]:
    """Yield those of the gradient of the filters."""
    yield from loop_faults(BACKWARD_FILTER, SUM)
    yield from shift_faults(BEGIN)
    yield from stop_faults("added", "pixel of X")
    yield from about(TAPS,
        result("flipped-h", "the gradient of the kernel comes out upside down", flipped(-2)),
        result("flipped-w", "the gradient of the kernel comes out mirrored left to right", flipped(-1)))
    yield from _returned()


def made_of_backward_input() -> Iterator[Row]:
    """Yield those of the gradient of the images."""
    yield from loop_faults(BACKWARD_INPUT, SUM)
    yield from shift_faults(BEGIN)
    yield from stop_faults("multiplied", "pixel of X")
    yield from _read()
    yield from about(LAYOUT, image("out-grad-reshaped", "out_grad is read in another order of its axes than (N, F, OH, OW)", *RESHAPED))
    yield from _returned()


def made_of_backward_bias() -> Iterator[Row]:
    """Yield those of the gradient of the bias."""
    yield from listed(loop_faults(BACKWARD_BIAS, SUM), option="bias")
# fmt: on
