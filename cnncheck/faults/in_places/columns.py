"""Faults of columns that are reshaped where they should be transposed: of what windows read, or send."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from cnncheck.faults.declaring.table import about, kernel
from cnncheck.faults.declaring.table import plan as plan_row
from cnncheck.faults.in_places.mixing import BLOCKS, side_by_side
from cnncheck.faults.parts import kernels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Change, Kernel
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.problem import Array

HINT = "reshape never moves an element: in which order do the axes lie, and which does the next step take?"

ORDERS = ("ncwk", "nwck", "nckw", "cknw", "ckwn", "nwkc")
"""In which what all windows have lies, by the letters of `BLOCKS`: as a view, a product or a loop leaves it."""

MOST = 400_000
"""Elements of what windows have, at most."""


def ordered_columns(*, sends: bool) -> Iterator[Row]:
    """Yield the faults of columns whose axes lie in one order and are taken to be in another.

    Parameters
    ----------
    sends : bool
        Whether columns become an image again, and are not made of one.
    """
    what = "send" if sends else "read"
    for lying, taken in permutations(ORDERS, 2):
        one, other = (", ".join(BLOCKS[each] for each in order) for order in (lying, taken))
        sentence = (
            f"what the windows {what} lies as ({one}) and is reshaped as if that were ({other})"
        )
        name = f"columns-of-{lying}-as-{taken}"
        if sends:
            made = kernel(name, sentence, _sent(lying, taken))
        else:
            made = plan_row(name, sentence, _read(lying, taken))
        yield from about(HINT, made)


def _reordered(columns: Array, lying: str, taken: str) -> Array:
    """Return (N, C, OH, OW, KH, KW) as it is after a reshape that should have been a transpose."""
    if columns.size > MOST:
        raise ValueError("too many columns")
    rank = (columns.ndim - 2) // 2
    places = {
        "n": [0],
        "c": [1],
        "w": [*range(2, 2 + rank)],
        "k": [*range(2 + rank, 2 + 2 * rank)],
    }
    first, second = ([axis for each in order for axis in places[each]] for order in (lying, taken))
    lain = columns.transpose(first).reshape([columns.shape[axis] for axis in second])
    back = sorted(range(columns.ndim), key=second.__getitem__)
    return lain.transpose(back)


def _read(lying: str, taken: str) -> Change:
    def change(plan: Plan) -> Plan:
        return side_by_side(plan, _reordered(plan.windows.read(plan.X), lying, taken))

    return change


def _sent(lying: str, taken: str) -> Kernel:
    def back(plan: Plan) -> Array:
        return kernels.add_up(plan, _reordered(kernels.sent_back(plan), lying, taken))

    return back
