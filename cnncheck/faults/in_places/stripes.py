"""Faults of stripes of zeros that are joined with an image, one side after the other, and are of a wrong length.

NumPy joins only what has the same lengths along all other axes, stripes of no width included.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from cnncheck.faults.declaring.table import about, kernel
from cnncheck.faults.parts.plans import Axis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Kernel
    from cnncheck.faults.parts.plans import Plan
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

DUE = ("{n}", "{n} + 2 * {p}")
"""How long it has to be where it is joined before the others, or behind them."""

SAMPLES = [
    (Axis(n, 1, before=p, after=p), Axis(m, 1, before=q, after=q))
    for n, m, p, q in product((1, 2, 3, 5, 8), (1, 2, 3, 5, 8), range(4), range(4))
]
"""Axes of which it is looked at which lengths are alike."""

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
        for number, alike in enumerate(_alike()):
            made = ", or ".join(
                f"{told.format(**names)} {long}, not {due.format(**names)}" for told, due in alike
            )
            told, due = alike[0]
            lengths = LENGTHS[told], LENGTHS[due]
            fails = (_failing(along, across, lengths, right, guarded=guarded) for guarded in (False, True))  # fmt: skip
            row = kernel(
                f"stripes-of-{side}-{number}", f"the zeros {where} are made {made}", *fails
            )
            yield from about(HINT, replace(row, raises=error))


def _alike() -> Iterable[list[tuple[str, str]]]:
    """Return the pairs of lengths that differ in the same problems, together: no error tells them apart."""
    found: dict[tuple[bool, ...], list[tuple[str, str]]] = {}
    for due, told in product(DUE, LENGTHS):
        differ = tuple(LENGTHS[told](*its) != LENGTHS[due](*its) for its in SAMPLES)
        if any(differ):
            found.setdefault(differ, []).append((told, due))
    return found.values()


def _failing(
    along: str, across: str, lengths: tuple[Length, Length], right: Kernel, *, guarded: bool
) -> Kernel:
    """Fail where a stripe is not as long as it has to be; perhaps none is joined where it has no width."""
    made, due = lengths

    def joined(plan: Plan) -> Array:
        axis, other = getattr(plan, along), getattr(plan, across)
        if (other.before or not guarded) and made(axis, other) != due(axis, other):
            raise ValueError("all the input array dimensions must match exactly")
        return right(plan)

    return joined
