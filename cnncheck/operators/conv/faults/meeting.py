"""Faults of what meets in one pixel: of several windows or taps, only the last written one stays.

In a row of pixels, a window and a tap that read the same pixel follow from one another: the later
the window, the earlier its tap. So whatever the order of the loops, what stays is that of the last
window or that of the last tap; the axes, and the filters, do not mix.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.table import Row, about, kernel, then
from cnncheck.faults.parts import kernels
from cnncheck.faults.parts.plans import replace
from cnncheck.operators.axis import OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.faults.parts.changes import Kernel
    from cnncheck.faults.parts.plans import Axis, Plan
    from cnncheck.operators.problem import Array

HINT = "Several products meet in one pixel: = keeps the last one, += adds them up."

COVERING = "range(first, last + 1) has the last one in it, range(first, last) has not."

STAYS = {
    "added": "",
    "window": "the last {line} of {windows}",
    "tap": "the last {line} of the kernel",
}


def meeting_faults(windows: str = "windows", filter_: str = "filter") -> tuple[Row, ...]:
    """Return the faults of the input's gradient in which `=` stands for `+=`.

    Parameters
    ----------
    windows : str, optional
        What has a row for each row of windows.
    filter_ : str, optional
        What is summed over besides.
    """
    return about(HINT, *_rows(windows, filter_))


def _rows(windows: str, filter_: str) -> Iterator[Row]:
    for h, w, filters in product(STAYS, STAYS, (False, True)):
        lines = (STAYS[h], "row"), (STAYS[w], "column")
        stays = [text.format(line=line, windows=windows) for text, line in lines if text]
        stays += [f"the last {filter_}"] * filters
        if stays and (h, w) != ("added", "added"):
            name = f"rows-{h}-columns-{w}{f'-{filter_}s-overwrite' * filters}"
            told = f"= for +=: where several products meet in a pixel, only {' and '.join(stays)} stays"
            yield kernel(
                name,
                told.replace(" stays", " stay") if len(stays) > 1 else told,
                _only(h, w, filters),
            )


def _only(h: str, w: str, filters: bool) -> Kernel:
    def back(plan: Plan) -> Array:
        if filters:
            plan = replace(plan, W=plan.W[-1:], G=plan.G[:, -1:])
        sent = kernels.sent_back(plan)
        rows, columns = _staying(plan.h, h), _staying(plan.w, w)
        return kernels.add_up(plan, sent * (rows[:, None, :, None] & columns[None, :, None, :]))

    return back


def left_out_faults() -> Iterator[Row]:
    """Yield the faults in which a range of windows that cover a pixel ends early, or begins late."""
    lines = (("row", (True, False)), ("column", (False, True)), ("row and column", (True, True)))
    for (line, axes), (which, what) in product(lines, (("last", "window"), ("first", "tap"))):
        # The earlier the window, the later its tap.
        sentence = f"of the windows that cover a pixel, the {which} {line} is left out"
        name = f"{which}-covering-{line.replace(' ', '-')}-lost"
        yield from about(COVERING, kernel(name, sentence, _without(what, axes)))


def _without(what: str, axes: tuple[bool, bool]) -> Kernel:
    def back(plan: Plan) -> Array:
        rows, columns = (
            ~_staying(axis, what) if lost else _staying(axis, "added")
            for axis, lost in zip((plan.h, plan.w), axes, strict=True)
        )
        kept = rows[:, None, :, None] & columns[None, :, None, :]
        return kernels.add_up(plan, kernels.sent_back(plan) * kept)

    return back


def _staying(axis: Axis, what: str) -> Array:
    """Return (windows, taps): whether this pair is what stays in its pixel."""
    if what == "added":
        return np.ones(axis.table.shape, np.bool_)
    rank: Array = np.indices(axis.table.shape)[0 if what == "window" else 1]
    latest = np.full(axis.length, -1)
    inside = axis.table != OUTSIDE
    np.maximum.at(latest, axis.table[inside], rank[inside])
    return np.asarray(inside & (latest[axis.table] == rank))


def masked_faults() -> tuple[Row, ...]:
    """Return the fault of a gradient that goes through a ReLU which is not there."""
    sentence = "the gradient is zero where X is not positive, as behind a ReLU"
    return about(
        "The derivative of a product by X does not depend on X.",
        then(
            "zero-where-input-is-not-positive",
            sentence,
            lambda out, problem: np.where(problem.arrays["X"] > 0, out, 0.0),
            lambda out, problem: np.where(problem.arrays["X"] <= 0, 0.0, out),
        ),
    )
