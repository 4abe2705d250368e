"""Faults of stripes of zeros that are joined with an image, one side after the other, and are of a wrong length.

NumPy joins only what has the same lengths along all other axes, stripes of no width included.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.faults.declaring.table import about, kernel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Kernel
    from cnncheck.faults.parts.plans import Axis, Plan
    from cnncheck.operators.problem import Array

    Length = Callable[[Axis, Axis], int]
    """Of the axis along which a stripe lies, and the other one."""

HINT = "What is joined above and below has the width of what is there by then: follow it through both steps."

LENGTHS: dict[str, Length] = {
    "{n}": lambda axis, _: axis.length,
    "{n} + {p}": lambda axis, _: axis.length + axis.before,
    "{n} + 2 * {p}": lambda axis, _: axis.padded,
    "{n} + {q}": lambda axis, other: axis.length + other.before,
    "{n} + 2 * {q}": lambda axis, other: axis.length + 2 * other.before,
    "{m}": lambda _, other: other.length,
    "{m} + 2 * {p}": lambda axis, other: other.length + 2 * axis.before,
    "{m} + 2 * {q}": lambda _, other: other.padded,
}
"""How long a stripe may be made, in words: n is the image's length along it, p the padding there, m and q the other's."""

DUE = {"first": "{n}", "last": "{n} + 2 * {p}"}
"""How long it has to be where it is joined before the others, or behind them."""

SIDES = {
    "rows": ("w", "h", "above and below", "wide", {"n": "W", "p": "pw", "m": "H", "q": "ph"}),
    "columns": (
        "h",
        "w",
        "at the left and right",
        "high",
        {"n": "H", "p": "ph", "m": "W", "q": "pw"},
    ),
}
"""Of stripes of rows and of columns: along which axis they lie, where, and what the numbers are called."""


def stripe_faults(right: Kernel) -> Iterator[Row]:
    """Yield the faults of stripes of a wrong length.

    Parameters
    ----------
    right : callable
        What gives the right answer of a plan.
    """
    for side, (along, across, where, long, names) in SIDES.items():
        at = {"w": 3, "h": 2}[along]
        error = rf"must match exactly.* along dimension {at}\b"
        for order, due in DUE.items():
            for number, (made, length) in enumerate(LENGTHS.items()):
                if made == due:
                    continue
                told, wanted = (each.format(**names) for each in (made, due))
                sentence = f"the zeros {where} are made {told} {long}, not {wanted}"
                fails = (
                    _failing(along, across, length, LENGTHS[due], right, guarded=guarded)
                    for guarded in (False, True)
                )
                row = kernel(f"stripes-of-{side}-{order}-{number}", sentence, *fails)
                yield from about(HINT, replace(row, raises=error))


def _failing(
    along: str, across: str, length: Length, due: Length, right: Kernel, *, guarded: bool
) -> Kernel:
    """Fail where a stripe is not as long as it has to be; perhaps none is joined where it has no width."""

    def joined(plan: Plan) -> Array:
        axis, other = getattr(plan, along), getattr(plan, across)
        if (other.before or not guarded) and length(axis, other) != due(axis, other):
            raise ValueError("all the input array dimensions must match exactly")
        return right(plan)

    return joined
