"""Faults of ``convolution2D`` in padding, output size, and where the windows start."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.catalogue.changes import (
    both,
    columns,
    copied,
    everywhere,
    exact_fit_lost,
    fill_cleared,
    into_zeros,
    lost_ways,
    rows,
    setting,
    swapped,
)
from cnncheck.diagnose.catalogue.convolution import AXES, shelf

if TYPE_CHECKING:
    from cnncheck.diagnose.catalogue.changes import Change, Then
    from cnncheck.diagnose.kernels import Axis, Plan
    from cnncheck.operators.problem import Array, Problem

change, then, add, run = shelf.change, shelf.then, shelf.add, shelf.run

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
change(
    "windows-from-the-end",
    "the windows are aligned with the bottom right corner: what is left over is skipped at the start",
    START,
    both(lambda axis: replace(axis, shift=axis.left_over)),
)

__all__ = ["shelf"]
