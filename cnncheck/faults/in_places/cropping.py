"""Faults of gradients that pad themselves: how the image is cut out of the padded one.

The plain ones, cut off too little or too much, are made in `cnncheck.faults.in_places.reading`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.table import Row, about
from cnncheck.faults.parts.plans import replace
from cnncheck.faults.parts.ways import Way, right_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.parts.changes import Then
    from cnncheck.faults.parts.plans import Axis, Plan
    from cnncheck.operators.problem import Array, Problem

    Cut = Callable[[Axis, Axis], slice]
    """What is kept of a padded axis, in view of the other one, too."""

HINT = (
    "The gradient of an image of H rows is rows ph to ph + H of the padded one's, columns likewise."
)


def _right(axis: Axis, _: Axis) -> slice:
    return slice(axis.before, axis.before + axis.length)


CUTS: dict[str, tuple[str, Cut]] = {
    "other": (
        "cut off as much as that of the other direction",
        lambda axis, its: slice(its.before, its.before + axis.length),
    ),
    "other-negative": (
        "cut off by as much as that of the other direction, on both sides",
        lambda axis, its: slice(its.before, axis.padded - its.after),
    ),
    "other-before": (
        "cut off before the image by as much as that of the other direction",
        lambda axis, its: slice(its.before, axis.padded - axis.after),
    ),
    "other-behind": (
        "cut off behind the image by as much as that of the other direction",
        lambda axis, its: slice(axis.before, axis.padded - its.after),
    ),
}

LINES = {
    "": "the padding",
    "-of-rows": "the vertical padding",
    "-of-columns": "the horizontal padding",
}


def cut_faults(hint: str = HINT) -> Iterator[Row]:
    """Yield the faults of cutting the image's gradient out of the padded one's."""
    for (name, (told, cut)), (lines, of) in (
        (each, line) for each in CUTS.items() for line in LINES.items()
    ):
        yield from about(
            hint, _row(f"padding-{name}-cut-off{lines}", f"{of} is {told}", cut, lines)
        )


def _row(name: str, sentence: str, cut: Cut, lines: str) -> Row:
    cropped = _cropped(cut, lines)
    return Row(
        name, sentence, lambda right: [Way(right, change=_widened, edge="zero", then=cropped)]
    )


def _widened(plan: Plan) -> Plan:
    """Return the plan over an image that is padded already; its border is never the largest."""
    around = ((0, 0), (0, 0), *((axis.before, axis.after) for axis in plan.axes))
    wide = plan.along_all(lambda axis: replace(axis, length=axis.padded, before=0, after=0))
    return replace(wide, X=np.pad(plan.X, around, constant_values=-np.inf))


def _cropped(cut: Cut, lines: str) -> Then:
    def cropped(out: Array, problem: Problem) -> Array:
        h, w = right_plan(problem).h, right_plan(problem).w
        rows = (_right if lines == "-of-columns" else cut)(h, w)
        columns = (_right if lines == "-of-rows" else cut)(w, h)
        return out[:, :, rows, columns]

    return cropped
