"""Faults of ``convolution2D`` in padding, output size, and where the windows start."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.catalogue.arrays import cleared
from cnncheck.diagnose.catalogue.changes import (
    both,
    copied,
    each_axis,
    into_zeros,
    more,
    setting,
    taking,
)
from cnncheck.diagnose.catalogue.common import (
    directions_exchanged,
    output_ends_early,
    windows_shifted,
)
from cnncheck.diagnose.catalogue.convolution import AXES, shelf

if TYPE_CHECKING:
    from cnncheck.diagnose.catalogue.changes import Change, Then
    from cnncheck.diagnose.kernels import Axis, Plan
    from cnncheck.operators.problem import Array, Problem


directions_exchanged(shelf, "padding", AXES, fits=(True, False), edges=("raise", "zero"))
shelf.plan(
    "Where is X padded before the windows are taken?",
    ("padding-ignored", "the padding is not applied", both(setting(fit=True, padding=0))),
)
shelf.plan(
    "padding is what is added on each side, not on both together; is X padded twice?",
    (
        "padding-doubled",
        "the image is padded twice as much as asked",
        both(lambda axis: replace(axis, padding=2 * axis.padding).fitted()),
    ),
)
shelf.plan(
    "Half of the zeros belong above and to the left: pixel (0, 0) moves to (ph, pw).",
    (
        "padding-all-after",
        "all the padding is below and to the right of the image",
        both(taking(shift="padding")),
    ),
    edges=("zero",),
)
shelf.plan(
    "Half of the zeros belong below and to the right.",
    (
        "padding-all-before",
        "all the padding is above and to the left of the image",
        both(lambda axis: replace(axis, shift=-axis.padding)),
    ),
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


shelf.plan(
    "What is in the border before the image is copied in? (Repeated edges and ones are not zeros.)",
    (
        "padding-not-zero",
        "the padding is not filled with zeros",
        _filled("edge"),
        _filled("ones"),
        _filled("reflect"),
        _filled("wrap"),
    ),
)


def _tail_lost(block: int) -> Then:
    def lost(out: Array, _: Problem) -> Array:
        whole = out.shape[3] // block * block
        return cleared(np.s_[..., whole:])(out) if whole else out

    return lost


SIZE = "OH = 1 + floor((IH + 2 ph - FH) / sh): try sizes that the stride does not divide."
shelf.plan(
    SIZE,
    (
        "size-rounded-up",
        "the output size is rounded up: a last window hangs over the edge",
        both(lambda axis: axis.fitted(up=True)),
    ),
    edges=("zero", "raise", "clip"),
)
shelf.plan(
    SIZE,
    (
        "size-one-short",
        "the output is one row and one column too small",
        *each_axis(more(count=-1)),
    ),
)
shelf.add(
    "What happens to the columns that are left over when the output is cut into blocks?",
    (
        "vector-tail-lost",
        "columns beyond the last whole block of 4, 8 or 16 stay zero",
        *(shelf.run(then=_tail_lost(block)) for block in (4, 8, 16)),
    ),
)
shelf.plan(
    SIZE,
    ("size-one-long", "the output is one row and one column too large", both(more(count=1))),
    edges=("zero", "raise", "clip"),
)


def _without_padding(axis: Axis) -> Axis:
    return replace(axis, count=replace(axis, padding=0).fitted().count)


shelf.plan(
    SIZE,
    ("size-without-padding", "the output size does not count the padding", both(_without_padding)),
)
shelf.add(
    SIZE,
    (
        "size-without-padding-zeros",
        "the loops do not count the padding, so the last rows and columns stay zero",
        shelf.run(both(_without_padding), then=into_zeros),
    ),
)
shelf.plan(
    SIZE,
    (
        "size-without-kernel",
        "the output size is that of the input divided by the stride, whatever the kernel",
        both(lambda axis: replace(axis, count=-(-(axis.length + 2 * axis.padding) // axis.stride))),
        both(lambda axis: replace(axis, count=(axis.length + 2 * axis.padding) // axis.stride)),
        both(lambda axis: replace(axis, count=axis.length // axis.stride)),
    ),
    edges=("zero", "raise"),
)
shelf.plan(
    "Compute OW from the width; try an image that is not square.",
    (
        "size-square",
        "the number of output rows is used for the columns too",
        copied("count", "h", fit=False),
    ),
    edges=("raise", "zero"),
)
output_ends_early(shelf, "the last {line} of the output is never computed and stays zero")

START = "Output (0, 0) reads from pixel (0, 0) of the padded image on."
windows_shifted(
    shelf, START, "the windows start {where}", "right", "down", "diagonally", "left", "up"
)
shelf.plan(
    START,
    (
        "windows-centred",
        "the windows are centred on the pixel where they should start",
        both(lambda axis: replace(axis, shift=-(axis.kernel // 2))),
        both(lambda axis: replace(axis, shift=-((axis.kernel - 1) // 2))),
    ),
    edges=("zero",),
)
shelf.plan(
    START,
    (
        "windows-from-the-end",
        "the windows are aligned with the bottom right corner: what is left over is skipped at the start",
        both(taking(shift="left_over")),
    ),
)

__all__ = ["shelf"]
