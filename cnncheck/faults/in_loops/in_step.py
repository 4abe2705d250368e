"""Faults of two loops that go on together, as by zip, where one has to run within the other."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.faults.declaring.table import about, kernel, plan, then
from cnncheck.faults.in_loops.leaving_out import id_of
from cnncheck.faults.parts import pool_kernels
from cnncheck.faults.parts.plans import replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Change, Then
    from cnncheck.faults.parts.loops import Loop
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.problem import Array, Problem

HINT = "zip goes through both at once, the first with the first: is each to meet all of the other?"
DIAGONAL = "only the elements on the diagonal of each window are looked at, as where zip goes through its rows and columns"


def in_step_faults(loops: Sequence[Loop]) -> Iterator[Row]:
    """Yield the faults of each two loops over the same array, of which but equal indices are taken.

    Parameters
    ----------
    loops : sequence of Loop
        Those over a window's elements are left out: what is made of these is not the same everywhere.
    """
    for one, two in combinations(loops, 2):
        if one.array == two.array != "taps":
            which = "computed, all else stays zero" if one.fills else "used"
            told = (
                f"the {one.several} and the {two.several} are gone through together, as by zip: "
                f"only the first of both, the second of both and so on are {which}"
            )
            name, axes = f"{id_of(one)}-in-step-with-{id_of(two)}", (one.axis, two.axis)
            made = then(name, told, _computed(axes)) if one.fills else plan(name, told, _read(one.array, axes))  # fmt: skip
            yield from about(HINT, made)


def diagonals_of_maxima() -> Iterator[Row]:
    """Yield the fault of maxima of which each window's diagonal alone is looked at."""

    def largest(plan: Plan) -> Array:
        seen = _on_diagonal(plan.windows.read(plan.X, -np.inf), (-2, -1), -np.inf)
        return np.asarray(seen.max(axis=tuple(range(-len(plan.axes), 0))))

    yield from about(HINT, kernel("window-diagonal-only", DIAGONAL, largest))


def diagonals_of_means() -> Iterator[Row]:
    """Yield the fault of means to which each window's diagonal alone is added up, or counted as well."""

    def summed(plan: Plan) -> Array:
        seen = _on_diagonal(plan.windows.read(plan.X), (-2, -1), 0.0)
        return np.asarray(seen.sum(axis=tuple(range(-len(plan.axes), 0))))

    def divided(plan: Plan) -> Array:
        return np.asarray(summed(plan) / pool_kernels.divisors(plan))

    def counted(plan: Plan) -> Array:
        return np.asarray(summed(plan) / min(plan.h.kernel, plan.w.kernel))

    yield from about(HINT, kernel("window-diagonal-only", DIAGONAL, divided, counted))


def _on_diagonal(array: Array, axes: tuple[int, int], other: float) -> Array:
    """Return an array with something else where its indices along two axes differ."""
    numbers = np.ogrid[tuple(map(slice, array.shape))]
    return np.where(numbers[axes[0]] == numbers[axes[1]], array, other)


def _read(name: str, axes: tuple[int, int]) -> Change:
    def change(plan: Plan) -> Plan:
        fields: dict[str, Any] = {name: _on_diagonal(getattr(plan, name), axes, 0.0)}
        return replace(plan, **fields)

    return change


def _computed(axes: tuple[int, int]) -> Then:
    def computed(out: Array, _: Problem) -> Array:
        return _on_diagonal(out, axes, 0.0)

    return computed
