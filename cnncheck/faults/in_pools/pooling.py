"""Faults of the windows of poolings: of their two sides, and of the last of them under ceil_mode."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.common import directions_exchanged, with_stride
from cnncheck.faults.declaring.table import Row, about, plan
from cnncheck.faults.parts.changes import (
    both,
    columns,
    rows,
    setting,
)
from cnncheck.faults.parts.loops import loops
from cnncheck.faults.parts.ways import Way
from cnncheck.operators.axis import OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.parts.changes import Change, Kernel
    from cnncheck.faults.parts.plans import Axis, Plan
    from cnncheck.operators.parameter import Parameter
    from cnncheck.operators.problem import Array

SIDES = "window is (height, width): follow each number to where it is used."
FORWARD_LOOPS = loops(n=("", 0), c=("", 1), i=("", 2), j=("", 3), k=("taps", 0), l=("taps", 1))
"""Of any pooling, as people write them."""

BACKWARD_LOOPS = loops(
    n=("", 0),
    c=("", 1),
    y=("", 2),
    x=("", 3),
    i=("G", 2),
    j=("G", 3),
    k=("taps", 0),
    l=("taps", 1),
)
"""Of its gradient."""

NO_STRIDE = "What is the stride where none is given, or where the windows lie side by side?"
CEIL = "With ceil_mode a last window may reach beyond the padding, if it begins before that."


# --- window ------------------------------------------------------------------------------------


def sides(window: Parameter, *, counts: bool) -> Iterator[Row]:
    """Yield the faults of a window that is not square.

    Parameters
    ----------
    window : Parameter
    counts : bool
        Whether the function counts its windows itself.
    """
    fits = (True, False) if counts else (False,)
    yield from directions_exchanged(
        window, SIDES, fits=fits, edges=("zero", "raise", "clip"), followed=True
    )
    changes = (("the-smaller", "smaller", min), ("the-larger", "larger", max))
    for name, told, of in changes:
        yield from about(SIDES,
            plan(f"window-{name}-for-both", f"the {told} side of the window is used in both directions",
                *(_of_sides(of, fit=fit) for fit in fits),
                *(with_stride(_of_sides(of, fit=fit), _of_sides(of, "stride", fit=fit)) for fit in fits), edges=("zero", "raise", "clip")))  # fmt: skip


def _of_sides(of: Callable[..., int], *fields: str, fit: bool) -> Change:
    def change(plan: Plan) -> Plan:
        side = of(plan.h.kernel, plan.w.kernel)
        return both(setting(fit, **dict.fromkeys(("kernel", *fields), side)))(plan)

    return change


# --- stride ------------------------------------------------------------------------------------


def of_no_stride(*, counts: bool) -> tuple[Row, ...]:
    """Return the fault of another stride than the window's size where that is meant; `counts` as above."""
    sentence = "where the stride is the window's size, the windows are one pixel apart"
    fits = (True, False) if counts else (False,)
    return about(
        NO_STRIDE,
        plan("stride-of-window-ignored", sentence, *map(_one_apart, fits), edges=("zero", "raise")),
    )


def _one_apart(fit: bool) -> Change:
    def change(plan: Plan) -> Plan:
        beside = all(axis.stride == axis.kernel for axis in plan.axes)
        return both(setting(fit, stride=1))(plan) if beside else plan

    return change


# --- ceil_mode ---------------------------------------------------------------------------------


def _down(axis: Axis) -> Axis:
    return replace(axis, ceil=False, reach=0).fitted()


def _always_more(axis: Axis) -> Axis:
    more = replace(axis, count=_down(axis).count + 1)
    return replace(more, reach=_reach(more))


def _into_padding(axis: Axis) -> Axis:
    """Round up without a look at where the last window begins."""
    room = axis.padded - axis.span
    more = replace(axis, count=-(-room // axis.stride) + 1)
    return replace(more, reach=_reach(more))


def _by_stride(axis: Axis) -> Axis:
    more = replace(axis, count=-(-axis.padded // axis.stride))
    return replace(more, reach=_reach(more))


def _reach(axis: Axis) -> int:
    return max(0, axis.stride * (axis.count - 1) + axis.span - axis.padded)


def _more_windows(name: str, sentence: str, change: Change) -> Row:
    """Return a fault by which windows may have no pixel: of nothing the maximum is 0, or minus infinity."""

    def ways(right: Kernel) -> Iterator[Way]:
        def computed(plan: Plan) -> Array:
            lines = (np.all(axis.table == OUTSIDE, axis=1) for axis in plan.axes)
            nothing = reduce(np.logical_or.outer, lines)
            return np.where(nothing, -np.inf, right(plan))

        yield Way(right, change=change)
        yield Way(right, computed, change)

    return Row(name, sentence, ways)


def ceil_mode(*, counts: bool) -> Iterator[Row]:
    """Yield the faults of a last window that reaches beyond the padding; `counts` as above."""
    moved = plan(
        "ceil-moved-back",
        "a last window that would reach beyond the image is moved back into it",
        both(setting(reach=0)),
        edges=("clip",),
    )
    skipped = plan(
        "ceil-skipped",
        "what would reach beyond the image is left out, and stays zero",
        both(setting(reach=0)),
        edges=("skip",),
    )
    # fmt: off
    yield from about(CEIL, moved, skipped)
    if counts:
        yield from about(CEIL,
            plan("ceil-ignored", "the output size is rounded down, ceil_mode or not", both(_down)),
            plan("ceil-in-rows-only", "only the number of rows is rounded up", columns(_down)),
            plan("ceil-in-columns-only", "only the number of columns is rounded up", rows(_down)),
            _more_windows("ceil-always-one-more", "there is one window more even where all is covered", both(_always_more)),
            _more_windows("ceil-in-padding", "a last window counts even where it begins in the padding behind the image", both(_into_padding)),
            _more_windows("ceil-by-stride", "the output size is the padded image's divided by the stride, rounded up", both(_by_stride)))
    # fmt: on
