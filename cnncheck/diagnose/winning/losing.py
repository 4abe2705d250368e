"""Windows from which nothing comes, said of their numbers."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.observing.predicates import Index, Table, exact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.diagnose.observing.predicates import Predicate
    from cnncheck.operators.problem import Array

LETTERS = {1: "j", 2: "ij", 3: "hij"}
"""What the windows along each axis are numbered by, by how many axes there are."""

NOUNS = {"h": "plane of windows", "i": "row of windows", "j": "column of windows"}
LENGTHS = {"h": "OD", "i": "OH", "j": "OW"}

MOST = 5
"""Predicates that are tried, the plainest ones."""


@lru_cache(maxsize=64)
def windows_table(shape: tuple[int, ...]) -> Table:
    """Return the table of all windows of a result (N, C, windows...)."""
    n, c, *rest = (each.ravel() for each in np.indices(shape))
    indices = [Index("n", "image", n, "N", shape[0]), Index("c", "channel", c, "C", shape[1])]
    for letter, values, length in zip(LETTERS[len(rest)], rest, shape[2:], strict=True):
        indices.append(Index(letter, NOUNS[letter], values, LENGTHS[letter], length))
    return Table(tuple(indices))


def lost_of(lost: Array, counts: Sequence[int]) -> list[Predicate | None]:
    """Return what the windows may have in common from which nothing comes, (N, C, windows)."""
    if not lost.any():
        return [None]
    found = exact(windows_table((*lost.shape[:2], *counts)), lost.ravel())
    return [*found[:MOST]]


def is_lost(lost: Predicate | None, shape: Sequence[int], counts: Sequence[int]) -> Array:
    """Return (N, C, windows): from which nothing comes."""
    N, C = shape[:2]
    if lost is None:
        return np.zeros((N, C, int(np.prod(counts))), np.bool_)
    holds = lost.holds(windows_table((N, C, *counts)))
    return np.asarray(np.broadcast_to(holds, N * C * int(np.prod(counts)))).reshape(N, C, -1)
