"""Faults of options, made for every option and axis: a wrong number, in the size, the taps, or both."""

from __future__ import annotations

from dataclasses import replace as replace_row
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.common import OVER_THE_EDGE
from cnncheck.faults.declaring.table import Row, about
from cnncheck.faults.parts.changes import both, columns, into_zeros, rows, setting
from cnncheck.faults.parts.plans import replace
from cnncheck.faults.parts.ways import Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cnncheck.faults.declaring.fault import Compute
    from cnncheck.faults.in_options.option_mistakes import Mistakes, Wrong
    from cnncheck.faults.parts.changes import Change, Kernel
    from cnncheck.faults.parts.plans import Edge, Plan

    Made = Callable[[Wrong], Wrong]

OF_ANOTHER = ("other", "smaller-of-two", "larger-of-two")
"""Ends of names of what is taken from another axis."""

EDGES: tuple[Edge, ...] = (*OVER_THE_EDGE, "spread")


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


def in_both(wrong: Wrong) -> Wrong:
    """Count and read with other numbers."""
    return lambda axis, other: wrong(axis, other).fitted()


def _in_size(wrong: Wrong) -> Wrong:
    """Count with other numbers, read with the right ones."""
    return lambda axis, other: replace(axis, count=wrong(axis, other).fitted().count)


def places_of(*, counts: bool) -> Mapping[str, tuple[str, Made]]:
    """Return where a number may be wrong, by the end of a fault's name: what is said, and what it makes of an axis.

    Parameters
    ----------
    counts : bool
        As of `option_faults`.
    """
    places: dict[str, tuple[str, Made]] = {"": ("", in_both if counts else _in_taps)}
    if counts:
        places["-in-taps"] = (" where windows are placed, not in the size of the output", _in_taps)
        places["-in-size"] = (" in the size of the output, not where windows are placed", _in_size)
    return places


def filling_at(where: str, change: Change, whole: Change) -> tuple[Change, ...]:
    """Return what may stand in zeros of the right size, of a number that is wrong in one of `places_of`.

    Where it is wrong in all else but the size of the result, it is wrong where windows are placed.
    """
    return {"": (), "-in-taps": (change, whole)}.get(where, (change,))


def option_faults(
    mistakes: Mapping[str, Mistakes],
    *,
    counts: bool,
    axes: Mapping[str, tuple[str, Callable[[Plan, Wrong], Plan]]] | None = None,
    of_nothing: tuple[Edge, ...] = (),
) -> Iterator[Row]:
    """Yield the faults of a function's options.

    Parameters
    ----------
    mistakes : mapping of str to Mistakes
        By what people call the option.
    counts : bool
        Whether the function counts the windows itself, and not by the gradient that it gets.
    axes : mapping of str to tuple, optional
        By the beginning of the fault's name, what an axis's option is called, and what changes it.
    of_nothing : tuple of str, optional
        What else may become of windows that are cut off as a whole, where they stay as many.
    """
    wheres, its_axes = places_of(counts=counts), axes or AXES
    for (option, its), axis, where in product(mistakes.items(), its_axes, wheres):
        if where and not its.seen_by_size:
            continue
        of_axis, on_axis = its_axes[axis]
        in_where, made = wheres[where]
        for name, (told, wrong) in its.ways.items():
            also = its.in_size.get(name, "") if counts and not where else ""
            if counts and name in its.in_size and where == "-in-size":
                continue  # comes to the same as what is said of both
            sentence = f"{of_axis.format(option)} {told}{also}{in_where}"
            row = f"{axis}-{option.replace(' ', '-')}-{name}{where}"
            change, whole = (_changed(on_axis, it(wrong)) for it in (made, in_both))
            filling = filling_at(where, change, whole) if its.seen_by_size else None
            made_row = in_every_manner(row, sentence, change, counts, filling)
            if counts and not its.seen_by_size:  # the size may be that of the right number, too
                taps = in_every_manner(row, sentence, _changed(on_axis, _in_taps(wrong)), counts)
                made_row = _also(made_row, taps)
            if of_nothing and name in its.goes_beyond and made is _in_taps:
                made_row = at_edges(made_row, of_nothing)
            yield from about(its.hint, made_row)
    for option, its in mistakes.items():
        if its.pads and not axes:
            yield from about(its.hint, *_of_padding(option, counts))


OF_MAXIMA: tuple[Edge, ...] = ("lowest", "unless-empty")
"""What becomes of a maximum of nothing, where others are of what is left of their windows."""

OF_WINNERS: tuple[Edge, ...] = ("unless-empty",)
"""The same of a gradient, of which nothing becomes where that is no error."""


def at_edges(row: Row, edges: tuple[Edge, ...]) -> Row:
    """Return a fault with more manners of going over the edge."""

    def made(right: Kernel) -> Iterator[Compute]:
        ways = [*row.make(right)]
        yield from ways
        first = ways[0]
        if isinstance(first, Way):
            yield from (replace_row(first, edge=edge) for edge in edges)

    return replace_row(row, make=made)


def _also(row: Row, other: Row) -> Row:
    """Return a fault with the manners of both."""
    return replace_row(row, make=lambda right: (*row.make(right), *other.make(right)))


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


def in_every_manner(
    name: str,
    sentence: str,
    change: Change,
    counts: bool,
    filling: tuple[Change, ...] | None = None,
) -> Row:
    """Return a fault in all manners of going over the edge, and of filling the right size.

    Parameters
    ----------
    name, sentence : str
        As of `Row`.
    change : callable
        Of the plan.
    counts : bool
        As of `option_faults`.
    filling : tuple of callable, optional
        Changes whose result may stand in zeros of the right size; by default the change alone.
    """

    def ways(right: Kernel) -> Iterator[Way]:
        for edge in EDGES if name.startswith("size") else OVER_THE_EDGE:
            yield Way(right, change=change, edge=edge)
        if counts:
            for each in (change,) if filling is None else filling:
                yield Way(right, change=each, edge="zero", then=into_zeros)
            yield Way(right, change=change, edge="flow")
        if not name.startswith("size"):  # last, so that the others keep their numbers
            yield Way(right, change=change, edge="spread")

    return Row(name, sentence, ways)
