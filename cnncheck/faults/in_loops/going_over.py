"""Faults of gradients whose loops over windows go by the sizes of the image, and not by what out_grad has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.table import about, kernel, listed, plan
from cnncheck.faults.parts.plans import replace
from cnncheck.operators.common_parameters import PADDING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Change, Kernel
    from cnncheck.faults.parts.plans import Axis, Plan
    from cnncheck.operators.problem import Array

HINT = (
    "There are as many windows as out_grad has rows and columns: take their numbers from its shape."
)
EMPTY = "[p:-p] is empty where p is 0; [p : p + H] is not."

COUNTS: dict[str, tuple[str, Callable[[Axis], int]]] = {
    "by-stride": ("the image's size divided by the stride", lambda its: its.padded // its.stride),
    "by-stride-up": (
        "the image's size divided by the stride, rounded up",
        lambda its: -(-its.padded // its.stride),
    ),
    "by-unpadded-stride": (
        "the size of the image without its padding, divided by the stride",
        lambda its: its.length // its.stride,
    ),
    "by-kernel": ("the image's size divided by the window's", lambda its: its.padded // its.kernel),
    "without-one": (
        "(image - window) // stride, without the 1 that is added to that",
        lambda its: (its.padded - its.span) // its.stride,
    ),
    "unpadded": (
        "that of the windows of the image without its padding",
        lambda its: (its.length - its.span) // its.stride + 1,
    ),
    "of-stride-1": (
        "that of windows one pixel apart",
        lambda its: its.padded - its.span + 1,
    ),
}
"""By the end of a fault's name, how many windows are gone over, in words."""

LINES = {"": ("hw", ""), "-of-rows": ("h", " of rows"), "-of-columns": ("w", " of columns")}


def going_over_faults() -> Iterator[Row]:
    """Yield the faults in which a pass goes over another number of windows than its gradient has."""
    for name, (told, count) in COUNTS.items():
        for end, (axes, of) in LINES.items():
            sentence = f"the number of windows{of} that are gone over is {told}, not out_grad's"
            ways = (_over(count, axes, guarded=each) for each in (False, True))
            row = plan(f"windows{end}-{name}", sentence, *ways)
            yield from listed(about(HINT, row), option=PADDING.name if "unpadded" in name else "")


def _over(count: Callable[[Axis], int], axes: str, *, guarded: bool) -> Change:
    """Go over another number of windows, which fails where out_grad has not as many, or is guarded against that."""

    def changed(plan: Plan) -> Plan:
        for name in axes:
            if name == "h" and plan.flat:
                continue
            axis, along = getattr(plan, name), -2 if name == "h" else -1
            number = max(min(count(axis), axis.count) if guarded else count(axis), 0)
            if number > axis.count:
                raise IndexError(f"index {axis.count} is out of bounds")
            fields = {name: replace(axis, count=number), "G": np.take(plan.G, range(number), along)}
            plan = replace(plan, **fields)
        return plan

    return changed


def empty_slices(right: Kernel) -> Iterator[Row]:
    """Yield the fault of a gradient that is written from, or to, what [p:-p] leaves of an unpadded image."""
    sentence = "[p:-p] is empty where there is no padding, so that what is to be cut out of the padded gradient cannot be written"
    nothing = r"could not (be )?broadcast.* shapes? .*\b0\b"

    def written(plan: Plan) -> Array:
        if all(axis.before and axis.after for axis in plan.axes):
            return right(plan)
        raise ValueError("could not broadcast input array from shape (0,0) into shape (1,1)")

    yield from about(EMPTY, kernel("empty-slice-written", sentence, written, raises=nothing))
