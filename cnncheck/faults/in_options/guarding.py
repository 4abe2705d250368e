"""Faults of padding that is only done, or can only be done, where a number of it is above 0."""

from __future__ import annotations

from dataclasses import replace as replace_row
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.table import about, plan
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

EMPTY = "[p:-p] is empty where p is 0; [p : p + H] is not."

WRITTEN_TO_NOTHING = r"could not broadcast input array .*into shape \((.*,)?0[,)]"
"""What NumPy says of it."""

LINES = {
    "": ("hw", "[p:-p]"),
    "-of-rows": ("h", "the rows [p:-p]"),
    "-of-columns": ("w", "the columns [p:-p]"),
}
"""By the end of a fault's name: along which axes a slice is empty, and what is said."""


def inside_faults() -> Iterator[Row]:
    """Yield the faults of an image that is written between zeros, into a slice that is empty without padding."""
    for end, (names, told) in LINES.items():
        sentence = f"the image is written into {told} of its zeros, which is empty where p is 0"
        row = plan(f"inside-empty{end}", sentence, _written(names))
        yield from about(EMPTY, replace_row(row, raises=WRITTEN_TO_NOTHING))


def _written(names: str) -> Change:
    """Write the image, which fails where a slice is empty, unless one pixel is spread over nothing."""

    def change(it: Plan) -> Plan:
        axes = [getattr(it, name) for name in names if not (name == "h" and it.flat)]
        axes += [it.d] if it.d is not None and len(names) > 1 else []
        empty = [axis for axis in axes if not axis.before]
        if any(axis.length > 1 for axis in empty):
            raise ValueError("could not broadcast input array into shape (0)")
        return replace(it, X=np.full_like(it.X, it.reduction.outside)) if empty else it

    return change


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
