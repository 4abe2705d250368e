"""Faults of any pooling, whatever its windows are: of images, channels, rows, columns, and memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.common import NEVER_WRITTEN, lines_lost, output_ends_early
from cnncheck.faults.declaring.table import about, computed, gradient, image, listed, result, then
from cnncheck.faults.in_answers.behaviour import behaviours
from cnncheck.faults.in_answers.narrowing import narrow_sums
from cnncheck.faults.in_answers.precision import precision
from cnncheck.faults.parts.arrays import (
    RESHAPED,
    RESULT_TRANSPOSED,
    TRANSPOSED,
    averaged,
    cleared,
    lost_ways,
    repeated,
)
from cnncheck.faults.parts.changes import everywhere, of_input
from cnncheck.faults.parts.ways import Way

if TYPE_CHECKING:
    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Kernel

OWN = "out[n, c] follows from image n and channel c alone."


# fmt: off
def apart_forward(right: Kernel) -> tuple[Row, ...]:
    """Return the faults of a forward pass that gives the right answer by a kernel."""
    return listed(
        output_ends_early("the last {line} of the output stays zero"),
        about(OWN,
            image("channel-first-for-all", "the first channel is used for all", repeated(0, 1)),
            image("batch-first-for-all", "the first image is used for all", repeated(0, 0)),
            result("batch-first-only", "only the first image is pooled", cleared(np.s_[1:])),
            result("channel-first-only", "only the first channel is pooled", cleared(np.s_[:, 1:])),
            result("channel-last-lost", "the last channel stays zero", *lost_ways(1)),
            result("batch-last-lost", "the last image stays zero", *lost_ways(0))),
        about("Rows are axis 2, columns axis 3.",
            image("input-transposed", "rows and columns of the input are exchanged", *TRANSPOSED),
            result("transposed", "rows and columns of the result are exchanged", *RESULT_TRANSPOSED)),
        about("Follow one element through every reshape and transpose.",
            computed("axes-reshaped", "the axes of X or of the result are taken in another order than they lie in memory",
                *(Way(right, then=everywhere(reshaped)) for reshaped in RESHAPED),
                *(Way(right, change=of_input(reshaped)) for reshaped in RESHAPED))),
        NEVER_WRITTEN,
        precision("X"),
        behaviours("X"))


def apart_backward() -> tuple[Row, ...]:
    """Return the faults of a gradient."""
    return listed(
        lines_lost(gradient, "Where does the loop over the output's {line}s end?",
            "last-grad-{line}-lost", "the last {line} of out_grad is left out"),
        about("dX is linear in out_grad: the gradient of every output position counts.",
            gradient("out-grad-ignored", "out_grad is taken to be all ones", np.ones_like),
            gradient("out-grad-transposed", "rows and columns of out_grad are exchanged", *TRANSPOSED),
            gradient("out-grad-averaged", "the mean of out_grad over the positions is used everywhere", averaged(3, 2)),
            gradient("out-grad-absolute", "the absolute values of out_grad are used", np.abs),
            result("negated", "every element has the wrong sign", np.negative),
            then("times-input", "the result is multiplied by X once more", lambda out, problem: out * problem.arrays["X"])),
        about("dX[n, c] follows from out_grad[n, c] alone.",
            gradient("batch-first-for-all", "all images get the gradient of the first image", repeated(0, 0)),
            gradient("channel-first-for-all", "all channels get the gradient of the first channel", repeated(0, 1)),
            result("batch-first-only", "only the first image gets gradient", cleared(np.s_[1:])),
            result("channel-first-only", "only the first channel gets gradient", cleared(np.s_[:, 1:])),
            result("channel-last-lost", "the last channel gets no gradient", *lost_ways(1)),
            result("batch-last-lost", "the last image gets no gradient", *lost_ways(0))),
        NEVER_WRITTEN,
        precision("out_grad"), narrow_sums(),
        behaviours("out_grad"))
# fmt: on
