"""Faults of padding that is only done where a number of it is above 0, which others are not asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.faults.declaring.table import about
from cnncheck.faults.in_options.wrong_options import in_every_manner
from cnncheck.faults.parts.changes import both
from cnncheck.faults.parts.plans import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Change
    from cnncheck.faults.parts.plans import Axis, Plan

HINT = "When is the image padded? Try a padding of 0 in one direction alone, and then in the other."

GUARDS: dict[str, tuple[str, Callable[[bool, bool], bool]]] = {
    "none-if-one-is-zero": (
        "when one of the two paddings is 0 there is no padding at all",
        lambda down, across: down and across,
    ),
    "none-if-vertical-is-zero": (
        "when the vertical padding is 0 there is no horizontal padding either",
        lambda down, _: down,
    ),
    "none-if-horizontal-is-zero": (
        "when the horizontal padding is 0 there is no vertical padding either",
        lambda _, across: across,
    ),
}


def guard_faults(*, counts: bool) -> Iterator[Row]:
    """Yield the faults of a padding under a wrong condition.

    Parameters
    ----------
    counts : bool
        Whether the function counts the windows itself, and not by the gradient that it gets.
    """
    for name, (told, pads) in GUARDS.items():
        row = in_every_manner(f"padding-{name}", told, _guarded(pads, counts=counts), counts)
        yield from about(HINT, row)


def _guarded(pads: Callable[[bool, bool], bool], *, counts: bool) -> Change:
    def bare(axis: Axis) -> Axis:
        axis = replace(axis, before=0, after=0)
        return axis.fitted() if counts else axis

    def change(it: Plan) -> Plan:
        down, across = (axis.before + axis.after > 0 for axis in (it.h, it.w))
        return it if it.flat or pads(down, across) else both(bare)(it)

    return change
