"""Where windows may lie that hit what was traced."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.winning.reaching import FORMS, NOWHERE, neighbours

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cnncheck.diagnose.winning.reaching import Form
    from cnncheck.operators.axis import Axis
    from cnncheck.operators.problem import Problem

MOST_FORMS = 16
"""Of windows along all axes, the plainest that what was traced leaves open."""

Hits = list[list[set[int]]]
"""For each axis and each window along it, the lines that were hit."""


def hits_of(counts: Sequence[int], image: Sequence[int], pairs: Iterable[tuple[int, int]]) -> Hits:
    """Return which lines the windows along each axis hit, of pairs of a window and a pixel."""
    found: Hits = [[set() for _ in range(count)] for count in counts]
    for window, pixel in {*pairs}:
        at = zip(np.unravel_index(window, counts), np.unravel_index(pixel, image), strict=True)
        for axis, (number, line) in enumerate(at):
            found[axis][int(number)].add(int(line))
    return found


def forms_of(problem: Problem, hits: Hits) -> list[tuple[Form, ...]]:
    """Return where windows may lie that hit these lines and hardly any others, the plainest first."""
    axes = problem.windows.axes
    found = []
    for axis, other, its in zip(axes, neighbours(axes), hits, strict=True):
        fitting = []
        for form, sets in _lines(axis, other, len(its)):
            if all(hit <= lines for hit, lines in zip(its, sets, strict=True)):
                missed = sum(len(lines - hit) for hit, lines in zip(its, sets, strict=True) if hit)
                fitting.append((missed, len(form.changes), form))
        fitting.sort(key=lambda each: each[:2])
        least = [each for each in fitting if each[0] == fitting[0][0]][:4]
        right = [each for each in fitting if not each[1]]
        found.append([*dict.fromkeys([*least, *right, *fitting[:2]])])
    together = sorted(product(*found), key=_plainness)
    return [tuple(form for *_, form in some) for some in together[:MOST_FORMS]]


@lru_cache(maxsize=32)
def _lines(axis: Axis, other: Axis, count: int) -> list[tuple[Form, list[set[int]]]]:
    """Return the lines of each window in each form, forms that come to the same left out."""
    found: dict[tuple[frozenset[int], ...], tuple[Form, list[set[int]]]] = {}
    for form in FORMS:
        table = form.reach(axis, other, count).table
        sets = [set(row[row != NOWHERE].tolist()) for row in table]
        found.setdefault(tuple(map(frozenset, sets)), (form, sets))
    return [*found.values()]


def _plainness(some: Sequence[tuple[int, int, Form]]) -> tuple[int, int]:
    changes = {text for *_, form in some for text, _ in form.changes}
    return sum(missed for missed, *_ in some), len(changes)


def plain_forms(rank: int, *, apart: bool = True) -> list[tuple[Form, ...]]:
    """Return windows that lie as they should, or otherwise in one way along all axes, or along one."""
    right, *others = (form for form in FORMS if len(form.changes) < 2)
    alone = [
        tuple(form if axis == number else right for axis in range(rank))
        for form in others
        for number in range(rank)
        if apart
    ]
    together = [(form,) * rank for form in others]
    return [(right,) * rank, *together, *(alone if rank > 1 else [])]
