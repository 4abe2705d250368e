"""Faults of options, made for every option and axis: a wrong number, in the size, the taps, or both."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.faults.changes import both, columns, copied, into_zeros, rows
from cnncheck.faults.plans import replace
from cnncheck.faults.table import Row, about
from cnncheck.faults.ways import Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cnncheck.faults.changes import Change, Kernel, OnAxis
    from cnncheck.faults.plans import Axis, Edge, Plan

    Wrong = Callable[[Axis, Axis], Mapping[str, int]]
    """What an axis has instead, of it and the other one."""

STRIDE = (
    "Follow each number of stride to where it is used: in the size of the output, and in the taps."
)
PADDING = "Follow each number of padding to where it is used: in the size, and where X is padded."
SIZE = "OH = 1 + floor((H + 2 ph - KH) / sh), and OW likewise."

EDGES: tuple[Edge, ...] = ("raise", "zero", "skip", "clip")

STRIDES: dict[str, tuple[str, Wrong]] = {
    "ignored": ("is taken to be 1", lambda axis, _: {"stride": 1}),
    "other": ("is that of the other direction", lambda _, other: {"stride": other.stride}),
    "kernel": ("is the kernel's size", lambda axis, _: {"stride": axis.kernel}),
    "one-more": ("is one more than asked", lambda axis, _: {"stride": axis.stride + 1}),
}
PADDINGS: dict[str, tuple[str, Wrong]] = {
    "ignored": ("is not applied", lambda axis, _: {"before": 0, "after": 0}),
    "other": (
        "is that of the other direction",
        lambda _, other: {"before": other.before, "after": other.after},
    ),
    "before": ("is added before the image only", lambda axis, _: {"after": 0}),
    "after": ("is added behind the image only", lambda axis, _: {"before": 0}),
    "all-before": (
        "is all before the image, twice as much, and none behind it",
        lambda axis, _: {"before": axis.before + axis.after, "after": 0},
    ),
    "all-behind": (
        "is all behind the image, twice as much, and none before it",
        lambda axis, _: {"before": 0, "after": axis.before + axis.after},
    ),
    "doubled": ("is twice what is asked", lambda axis, _: {
        "before": 2 * axis.before, "after": 2 * axis.after}),
    "halved": ("is half of what is asked", lambda axis, _: {
        "before": axis.before // 2, "after": axis.after // 2}),
    "capped": (
        "is at most 1",
        lambda axis, _: {"before": min(axis.before, 1), "after": min(axis.after, 1)},
    ),
    "one": ("is 1 whatever is asked", lambda axis, _: {"before": 1, "after": 1}),
}  # fmt: skip

WINDOW = "Follow each number of the window's size to where it is used."
WINDOWS: dict[str, tuple[str, Wrong]] = {
    "stride": ("is the stride", lambda axis, _: {"kernel": axis.stride}),
    "other": ("is that of the other direction", lambda _, other: {"kernel": other.kernel}),
    "larger": ("is one pixel too large", lambda axis, _: {"kernel": axis.kernel + 1}),
    "smaller": ("is one pixel too small", lambda axis, _: {"kernel": max(axis.kernel - 1, 1)}),
}

RIGHT = {(1, 0, 1, False), (1, 1, 0, True)}
"""Formulas that are two ways of writing the right one."""


def _on_rows(plan: Plan, wrong: Wrong, made: Callable[[Mapping[str, int]], OnAxis]) -> Plan:
    return rows(made(wrong(plan.h, plan.w)))(plan)


def _on_columns(plan: Plan, wrong: Wrong, made: Callable[[Mapping[str, int]], OnAxis]) -> Plan:
    return columns(made(wrong(plan.w, plan.h)))(plan)


def _on_both(plan: Plan, wrong: Wrong, made: Callable[[Mapping[str, int]], OnAxis]) -> Plan:
    h, w = wrong(plan.h, plan.w), wrong(plan.w, plan.h)
    return columns(made(w))(rows(made(h))(plan))


AXES = {
    "vertical": ("the vertical {}", _on_rows),
    "horizontal": ("the horizontal {}", _on_columns),
    "both": ("the {}", _on_both),
}


def _in_taps(fields: Mapping[str, int]) -> OnAxis:
    """Read with other numbers, as often as is right."""
    return lambda axis: _with(axis, fields)


def _in_both(fields: Mapping[str, int]) -> OnAxis:
    return lambda axis: _with(axis, fields).fitted()


def _in_size(fields: Mapping[str, int]) -> OnAxis:
    """Count with other numbers, read with the right ones."""
    return lambda axis: replace(axis, count=_with(axis, fields).fitted().count)


def _with(axis: Axis, fields: Mapping[str, Any]) -> Axis:
    return replace(axis, **fields)


def option_faults(
    *, padding: bool, counts: bool, strides: bool = True, windows: bool = False
) -> Iterator[Row]:
    """Yield the faults of a function's options.

    Parameters
    ----------
    padding : bool
        Whether it pads.
    counts : bool
        Whether it counts the windows itself, and not by the gradient that it gets.
    strides : bool
        Whether it has a stride.
    windows : bool
        Whether its windows are of a size that it is told, and not that of W.
    """
    options = [("stride", STRIDE, STRIDES)] if strides else []
    options += [("window size", WINDOW, WINDOWS)] if windows else []
    options += [("padding", PADDING, PADDINGS)] if padding else []
    wheres: dict[str, tuple[str, Callable[[Mapping[str, int]], OnAxis]]] = {
        "": ("", _in_both if counts else _in_taps)
    }
    if counts:
        wheres["-in-taps"] = (" where windows are placed, not in the size of the output", _in_taps)
        wheres["-in-size"] = (" in the size of the output, not where windows are placed", _in_size)
    for (option, hint, wrongs), axis, where, name in product(
        options, AXES, wheres, dict.fromkeys([*STRIDES, *PADDINGS, *WINDOWS])
    ):
        if name in wrongs and not (wrongs is WINDOWS and where):
            told, wrong = wrongs[name]
            of_axis, on_axis = AXES[axis]
            in_where, made = wheres[where]
            change = _changed(on_axis, wrong, made)
            sentence = f"{of_axis.format(option)} {told}{in_where}"
            yield from about(
                hint,
                _row(f"{axis}-{option.replace(' ', '-')}-{name}{where}", sentence, change, counts),
            )
    if padding:
        sentence = "the two numbers of padding are taken for before and behind, in both directions"
        row = _row("padding-before-and-behind", sentence, _before_and_behind(counts), counts)
        yield from about(PADDING, row)
    if padding and counts:
        sentence = "negative indices of the padding wrap around to the other side of the image"
        yield from about(PADDING, _row("padding-wraps-around", sentence, _wrapped, counts))
    if counts:
        yield from about(SIZE, *_other_sizes())


def _before_and_behind(counts: bool) -> Change:
    made = _in_both if counts else _in_taps

    def changed(plan: Plan) -> Plan:
        both_axes = both(made({"before": plan.h.before, "after": plan.w.after}))
        return both_axes(plan)

    return changed


def _wrapped(plan: Plan) -> Plan:
    """Read the other side of the image above and left of it, and zeros below and right of it."""
    around = ((0, 0), (0, 0), (plan.h.before, 0), (plan.w.before, 0))
    inside = both(lambda axis: replace(axis, length=axis.length + axis.before, before=0))
    return inside(replace(plan, X=np.pad(plan.X, around, mode="wrap")))


def _changed(on_axis: Callable[..., Plan], wrong: Wrong, made: Callable[..., OnAxis]) -> Change:
    return lambda plan: on_axis(plan, wrong, made)


def _row(name: str, sentence: str, change: Change, counts: bool) -> Row:
    """Return a fault in all manners of going over the edge, and of filling the right size."""

    def ways(right: Kernel) -> Iterator[Way]:
        for edge in EDGES:
            yield Way(right, change=change, edge=edge)
        if counts:
            yield Way(right, change=change, edge="zero", then=into_zeros)

    return Row(name, sentence, ways)


def _other_sizes() -> Iterator[Row]:
    """Yield the faults whose output is of another size, computed by another formula."""
    on = {"": both, "-of-rows": rows, "-of-columns": columns}
    which = {"": "size", "-of-rows": "number of rows", "-of-columns": "number of columns"}
    for kernel, plus, one, up in sorted({*product((0, 1), (0, 1), (0, 1), (False, True))} - RIGHT):
        less = " - kernel" * kernel + " + 1" * plus
        rounded = "rounded up" if up else "rounded down"
        for where, place in on.items():
            sentence = f"the output's {which[where]} is (input{less}) / stride, {rounded}{', plus 1' * one}"
            name = f"size-by{'-less-kernel' * kernel}{'-plus-one' * plus}-{rounded.replace(' ', '-')}{'-and-one' * one}{where}"
            yield _row(name, sentence, place(_counted(kernel, plus, one, up)), True)
    for name, of, source in (("columns", "height", "h"), ("rows", "width", "w")):
        sentence = f"the output's number of {name} is computed from the {of}"
        yield _row(f"size-{name}-by-{of}", sentence, copied(source, "count")(False), True)


def _counted(kernel: int, plus: int, one: int, up: bool) -> OnAxis:
    def counted(axis: Axis) -> Axis:
        room = axis.padded - kernel * axis.kernel + plus
        return replace(axis, count=(-(-room // axis.stride) if up else room // axis.stride) + one)

    return counted
