"""Faults of options, made for every option and axis: a wrong number, in the size, the taps, or both."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.changes import both, columns, into_zeros, rows, setting
from cnncheck.faults.common import OVER_THE_EDGE
from cnncheck.faults.plans import replace
from cnncheck.faults.table import Row, about
from cnncheck.faults.ways import Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cnncheck.faults.changes import Change, Kernel
    from cnncheck.faults.plans import Axis, Edge, Plan

    Wrong = Callable[[Axis, Axis], Axis]
    """What stands for an axis, of it and the other one."""
    Made = Callable[[Wrong], Wrong]


@dataclass(frozen=True, slots=True)
class Mistakes:
    """How an option with a number for each axis is taken for something else.

    Attributes
    ----------
    hint : str
    ways : mapping of str to tuple
        By the end of the fault's name, what is done, in words, and to an axis.
    pads : bool
        Whether it is a number of pixels around the image.
    seen_by_size : bool
        Whether it is one thing in the size of the output and another where windows are placed.
    in_size : mapping of str to str
        Of ways that come to nothing but another size, what that may be besides.
    """

    hint: str
    ways: Mapping[str, tuple[str, Wrong]]
    pads: bool = False
    seen_by_size: bool = True
    in_size: Mapping[str, str] = field(default_factory=dict)


EDGES: tuple[Edge, ...] = (*OVER_THE_EDGE, "spread")


def _of_two(field: str, told: str) -> Mapping[str, tuple[str, Wrong]]:
    """Take the smaller, or the larger, of an option's two numbers."""

    def taken(of: Callable[..., int]) -> Wrong:
        return lambda axis, other: replace(
            axis, **{field: of(getattr(axis, field), getattr(other, field))}
        )

    return {
        "smaller-of-two": (f"is the smaller of the two {told}", taken(min)),
        "larger-of-two": (f"is the larger of the two {told}", taken(max)),
    }


def _padded(of: Callable[[int, int], tuple[int, int]]) -> Wrong:
    """Put other numbers of pixels before and behind the image."""

    def wrong(axis: Axis, _: Axis) -> Axis:
        before, after = of(axis.before, axis.after)
        return replace(axis, before=before, after=after)

    return wrong


STEPS = Mistakes(
    "Follow each number of stride to where it is used: in the size of the output, and in the taps.",
    {
        "ignored": ("is taken to be 1", lambda axis, _: replace(axis, stride=1)),
        "other": (
            "is that of the other direction",
            lambda axis, other: replace(axis, stride=other.stride),
        ),
        "kernel": ("is the kernel's size", lambda axis, _: replace(axis, stride=axis.kernel)),
        "one-more": (
            "is one more than asked",
            lambda axis, _: replace(axis, stride=axis.stride + 1),
        ),
        **_of_two("stride", "strides"),
    },
)
SPREAD = Mistakes(
    "Follow each number of dilation to where it is used: in the size of the output, and in the taps.",
    {
        "other": (
            "is that of the other direction",
            lambda axis, other: replace(axis, dilation=other.dilation),
        ),
        **_of_two("dilation", "dilations"),
    },
)
AROUND = Mistakes(
    "Follow each number of padding to where it is used: in the size, and where X is padded.",
    {
        "ignored": ("is not applied", _padded(lambda *_: (0, 0))),
        "other": (
            "is that of the other direction",
            lambda axis, other: replace(axis, before=other.before, after=other.after),
        ),
        "doubled": (
            "is twice what is asked",
            _padded(lambda before, after: (2 * before, 2 * after)),
        ),
        "one-more": (
            "is one more than asked",
            _padded(lambda before, after: (before + (before > 0), after + (after > 0))),
        ),
        "one-less": (
            "is one less than asked",
            _padded(lambda before, after: (max(before - 1, 0), max(after - 1, 0))),
        ),
        "before": ("is added before the image only", _padded(lambda before, _: (before, 0))),
        "after": ("is added behind the image only", _padded(lambda _, after: (0, after))),
        "all-before": (
            "is all before the image, twice as much, and none behind it",
            _padded(lambda before, after: (before + after, 0)),
        ),
        "all-behind": (
            "is all behind the image, twice as much, and none before it",
            _padded(lambda before, after: (0, before + after)),
        ),
        "halved": (
            "is half of what is asked",
            _padded(lambda before, after: (before // 2, after // 2)),
        ),
        "capped": ("is at most 1", _padded(lambda *sides: (min(sides[0], 1), min(sides[1], 1)))),
        "half-a-kernel": (
            "is half of the kernel's size whatever is asked",
            lambda axis, _: replace(
                axis, before=(axis.kernel - 1) // 2, after=(axis.kernel - 1) // 2
            ),
        ),
        "one": ("is 1 whatever is asked", _padded(lambda *_: (1, 1))),
        "smaller-of-two": (
            "is the smaller of the two paddings",
            lambda axis, other: replace(
                axis, before=min(axis.before, other.before), after=min(axis.after, other.after)
            ),
        ),
        "larger-of-two": (
            "is the larger of the two paddings",
            lambda axis, other: replace(
                axis, before=max(axis.before, other.before), after=max(axis.after, other.after)
            ),
        ),
    },
    pads=True,
    in_size={"before": ", or counted once in the size of the output", "after": ""},
)


def sides_and(step: str) -> Mistakes:
    """Return how the sides of a window are taken for something else, and for the step, so called."""
    return Mistakes(
        "Follow each number of the window's size to where it is used.",
        {
            "other": (
                "is that of the other direction",
                lambda axis, other: replace(axis, kernel=other.kernel),
            ),
            step: (f"is the {step}", lambda axis, _: replace(axis, kernel=axis.stride)),
            "larger": (
                "is one pixel too large",
                lambda axis, _: replace(axis, kernel=axis.kernel + 1),
            ),
            "smaller": (
                "is one pixel too small",
                lambda axis, _: replace(axis, kernel=max(axis.kernel - 1, 1)),
            ),
        },
        seen_by_size=False,
    )


def _on_rows(plan: Plan, wrong: Wrong) -> Plan:
    return rows(lambda axis: wrong(axis, plan.w))(plan)


def _on_columns(plan: Plan, wrong: Wrong) -> Plan:
    return columns(lambda axis: wrong(axis, plan.h))(plan)


def _on_both(plan: Plan, wrong: Wrong) -> Plan:
    if plan.flat:
        return replace(plan, w=wrong(plan.w, plan.w))
    d = plan.d and wrong(plan.d, plan.h)
    return replace(plan, d=d, h=wrong(plan.h, plan.w), w=wrong(plan.w, plan.h))


AXES = {
    "vertical": ("the vertical {}", _on_rows),
    "horizontal": ("the horizontal {}", _on_columns),
    "both": ("the {}", _on_both),
}


def _in_taps(wrong: Wrong) -> Wrong:
    """Read with other numbers, as often as is right."""
    return wrong


def _in_both(wrong: Wrong) -> Wrong:
    return lambda axis, other: wrong(axis, other).fitted()


def _in_size(wrong: Wrong) -> Wrong:
    """Count with other numbers, read with the right ones."""
    return lambda axis, other: replace(axis, count=wrong(axis, other).fitted().count)


def option_faults(mistakes: Mapping[str, Mistakes], *, counts: bool) -> Iterator[Row]:
    """Yield the faults of a function's options.

    Parameters
    ----------
    mistakes : mapping of str to Mistakes
        By what people call the option.
    counts : bool
        Whether the function counts the windows itself, and not by the gradient that it gets.
    """
    wheres: dict[str, tuple[str, Made]] = {"": ("", _in_both if counts else _in_taps)}
    if counts:
        wheres["-in-taps"] = (" where windows are placed, not in the size of the output", _in_taps)
        wheres["-in-size"] = (" in the size of the output, not where windows are placed", _in_size)
    for (option, its), axis, where in product(mistakes.items(), AXES, wheres):
        if where and not its.seen_by_size:
            continue
        of_axis, on_axis = AXES[axis]
        in_where, made = wheres[where]
        for name, (told, wrong) in its.ways.items():
            also = its.in_size.get(name, "") if counts and not where else ""
            if counts and name in its.in_size and where == "-in-size":
                continue  # comes to the same as what is said of both
            sentence = f"{of_axis.format(option)} {told}{also}{in_where}"
            row = f"{axis}-{option.replace(' ', '-')}-{name}{where}"
            yield from about(
                its.hint, in_every_manner(row, sentence, _changed(on_axis, made(wrong)), counts)
            )
    for option, its in mistakes.items():
        if its.pads:
            yield from about(its.hint, *_of_padding(option, counts))


def _of_padding(option: str, counts: bool) -> Iterator[Row]:
    """Yield the faults of pixels around the image that no axis has alone."""
    sentence = f"the two numbers of {option} are taken for before and behind, in both directions"
    yield in_every_manner(
        f"{option}-before-and-behind", sentence, _before_and_behind(counts), counts
    )
    if counts:
        sentence = f"negative indices of the {option} wrap around to the other side of the image"
        yield in_every_manner(f"{option}-wraps-around", sentence, _wrapped, counts)


def _before_and_behind(counts: bool) -> Change:
    def changed(plan: Plan) -> Plan:
        return both(setting(counts, before=plan.h.before, after=plan.w.after))(plan)

    return changed


def _wrapped(plan: Plan) -> Plan:
    """Read the other side of the image above and left of it, and zeros below and right of it."""
    around = ((0, 0), (0, 0), (plan.h.before, 0), (plan.w.before, 0))
    inside = both(lambda axis: replace(axis, length=axis.length + axis.before, before=0))
    return inside(replace(plan, X=np.pad(plan.X, around, mode="wrap")))


def _changed(on_axis: Callable[..., Plan], wrong: Wrong) -> Change:
    return lambda plan: on_axis(plan, wrong)


def in_every_manner(name: str, sentence: str, change: Change, counts: bool) -> Row:
    """Return a fault in all manners of going over the edge, and of filling the right size."""

    def ways(right: Kernel) -> Iterator[Way]:
        for edge in EDGES if name.startswith("size") else OVER_THE_EDGE:
            yield Way(right, change=change, edge=edge)
        if counts:
            yield Way(right, change=change, edge="zero", then=into_zeros)
            yield Way(right, change=change, edge="flow")

    return Row(name, sentence, ways)
