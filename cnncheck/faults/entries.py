"""Faults of what is read or returned, made for every axis: one entry for all, a mean, a sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.arrays import (
    averaged,
    cleared,
    filled_lost,
    flipped,
    lost_ways,
    repeated,
    repeated_from_third,
    strides_kept,
    summed,
)
from cnncheck.faults.table import about, gradient, image, result, weights
from cnncheck.operators.parameter import entry_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cnncheck.faults.table import Row
    from cnncheck.operators import Operator

    Table = Callable[..., Row]

IMAGE = ("image", "channel")
LINES = ("row", "column")
HINT = "Follow one element through every index: which of them stay the same where they should move?"


def entry_faults(operator: Operator, pass_name: str) -> Iterator[Row]:
    """Yield the faults of the entries of what a pass reads, and of what it returns.

    Parameters
    ----------
    operator : Operator
        Of images.
    pass_name : str
    """
    its = operator.passes[pass_name]
    picking = ("X",) if its.picks else ()
    tables: dict[str, Table] = {operator.roles[0]: image, operator.roles[1]: gradient, "W": weights}
    for array in (*(its.linear or its.arrays[:1]), *picking):
        leading = _filter_axes(operator) if array == "W" else IMAGE
        yield from _of_array(tables[array], array, (*leading, *LINES))
    if its.axes:
        yield from _of_array(result, "the result", ("filter",))
    elif its.linear or operator.multiplies or "stride" in operator.fields:
        leading = _filter_axes(operator) if its.result == "dW" else IMAGE
        yield from _of_array(result, "the result", (*leading, *LINES))


def _filter_axes(operator: Operator) -> tuple[str, ...]:
    """Return what an entry of each leading axis of W is called."""
    its = next(each for each in operator.parameters if each.array == "W")
    return entry_words(its.entries[:2])


def _of_array(made: Table, array: str, axes: Sequence[str]) -> Iterator[Row]:
    short = array.replace("_", "-").removeprefix("the ").lower()
    yield from about(
        "Which values does a test leave out?",
        made(f"{short}-rectified", f"what is negative in {array} is taken to be 0", lambda a: np.maximum(a, 0)),
    )  # fmt: skip
    if LINES[0] in axes:
        yield from about(
            "Which values does a test leave out?",
            made(f"{short}-first-row-and-column-lost", f"the first row and the first column of {array} are taken to be 0",
                lambda a: cleared(np.s_[..., 0, :])(cleared(np.s_[..., 0])(a)),
                lambda a: filled_lost(-1, 0)(filled_lost(-2, 0)(a))),
        )  # fmt: skip
    if array == "W":
        sentence = f"{axes[0]}s and {axes[1]}s of W are exchanged in its shape, not in its strides"
        yield from about(HINT, made("w-strides-kept", sentence, strides_kept))
    for place, name in enumerate(axes):
        axis = place - len(axes) if name in LINES else place
        of = f"{name} of {array}"
        yield from about(
            HINT,
            made(f"{short}-first-{name}-for-all", f"the first {of} is used for all", repeated(0, axis)),
            made(f"{short}-last-{name}-for-all", f"the last {of} is used for all", repeated(-1, axis)),
            made(f"{short}-{name}s-averaged", f"each {of} is replaced by the mean of all", averaged(axis)),
            made(f"{short}-{name}s-summed", f"each {of} is replaced by the sum of all", summed(axis)),
            made(f"{short}-{name}s-reversed", f"the {name}s of {array} are in reverse order", flipped(axis)),
            made(f"{short}-first-{name}-lost", f"the first {of} is taken to be 0", *lost_ways(axis, 0), *((filled_lost(axis, 0),) if name in LINES else ())),
            made(f"{short}-last-{name}-lost", f"the last {of} is taken to be 0",
                *lost_ways(axis), *((filled_lost(axis),) if name in LINES else ())),
            made(f"{short}-third-{name}-is-second", f"from the third {name} on, {array} has the second one again",
                repeated_from_third(axis)),
        )  # fmt: skip
