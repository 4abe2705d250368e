"""Faults of what is read or returned, made for every axis: one entry for all, a mean, a sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.arrays import (
    averaged,
    cleared,
    flipped,
    lost_ways,
    repeated,
    repeated_from_third,
    summed,
)
from cnncheck.faults.table import about, gradient, image, result, weights
from cnncheck.operators.parameter import entry_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.faults.table import Row

OF_IMAGES = ("N", "C", "H", "W")
LENGTHS = {"W": ("F", "C", "KH", "KW")}
"""The letters of the lengths of arrays that are no images."""

TABLES = {"X": image, "W": weights, "out_grad": gradient, "the result": result}
HINT = "Follow one element through every index: which of them stay the same where they should move?"


def entry_faults(*arrays: str) -> Iterator[Row]:
    """Yield the faults of the entries of arrays.

    Parameters
    ----------
    *arrays : {"X", "W", "out_grad", "the result"}
    """
    for array in arrays:
        made, short = TABLES[array], array.replace("_", "-").removeprefix("the ").lower()
        yield from about(
            "Which values does a test leave out?",
            made(f"{short}-rectified", f"what is negative in {array} is taken to be 0", lambda a: np.maximum(a, 0)),
            made(f"{short}-first-row-and-column-lost", f"the first row and the first column of {array} are taken to be 0",
                lambda a: cleared(np.s_[..., 0, :])(cleared(np.s_[..., 0])(a))),
        )  # fmt: skip
        for axis, name in enumerate(entry_words(LENGTHS.get(array, OF_IMAGES))):
            of = f"{name} of {array}"
            yield from about(
                HINT,
                made(f"{short}-first-{name}-for-all", f"the first {of} is used for all", repeated(0, axis)),
                made(f"{short}-last-{name}-for-all", f"the last {of} is used for all", repeated(-1, axis)),
                made(f"{short}-{name}s-averaged", f"each {of} is replaced by the mean of all", averaged(axis)),
                made(f"{short}-{name}s-summed", f"each {of} is replaced by the sum of all", summed(axis)),
                made(f"{short}-{name}s-reversed", f"the {name}s of {array} are in reverse order", flipped(axis)),
                made(f"{short}-first-{name}-lost", f"the first {of} is taken to be 0", *lost_ways(axis, 0)),
                made(f"{short}-last-{name}-lost", f"the last {of} is taken to be 0", *lost_ways(axis)),
                made(f"{short}-third-{name}-is-second", f"from the third {name} on, {array} has the second one again",
                    repeated_from_third(axis)),
            )  # fmt: skip
