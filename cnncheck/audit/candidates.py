"""Cases that could be added to a case set: one of each kind that has caught somebody.

The geometries stand in the operators' own folders. They are of the kinds that together killed every
faulty implementation ever written against them: anisotropic, tiling, overlapping, gaps, leftovers,
pointwise, square with C = F, as large as the image, beyond a vector's tail; each is filled in every
way and stored in every way.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Case
from cnncheck.operators.places import has_part, part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cnncheck.operators import Operator
    from cnncheck.operators.case import Dtype, Fill, Layout

    Stored = tuple[Fill, Dtype, Layout]

SEED = 2000
"""Seed of the first candidate; each has the next one's, so that no two draw alike."""

FILE = "candidates"

# Each combination for a reason: far below zero at the second draw; each kind of view with values
# that a narrower dtype cannot hold; rounding at float32; NaN and infinities.
_STORED: tuple[Stored, ...] = (
    ("integers", "float64", "C"),
    ("wide_integers", "float64", "F"),
    ("wide_integers", "float32", "strided"),
    ("normal", "float32", "C"),
    ("nonfinite", "float64", "C"),
    ("nonfinite", "float32", "strided"),
)
_TIES: tuple[Stored, ...] = (("ties", "float64", "C"), ("ties", "float32", "strided"))


def candidates(functions: Sequence[str]) -> Iterator[Case]:
    """Yield every candidate with a pass among the functions.

    Parameters
    ----------
    functions : sequence of str
        Passes of other functions are left out of the cases.
    """
    seed = SEED
    for name, operator in OPERATORS.items():
        called, kinds = _geometries(operator)
        ties = any(function.picks for function in operator.passes.values())
        stored = _STORED + _TIES if ties else _STORED
        for (kind, geometry), (fill, dtype, layout) in product(kinds.items(), stored):
            seed += 1
            there = operator.passes_with(geometry)
            passes = tuple(each for each in there if operator.functions[each] in functions)
            case = Case(
                file=FILE,
                name="-".join((called, kind, fill, dtype, *(() if layout == "C" else (layout,)))),
                operator=name,
                passes=passes,
                fill=fill,
                dtype=dtype,
                layout=layout,
                seed=seed,
                **geometry,
            )
            if passes and operator.is_fair(case) and not operator.geometry_faults(case):
                yield case


def _geometries(operator: Operator) -> tuple[str, Mapping[str, Mapping[str, Any]]]:
    """Return what an operator's folder says; else the defaults of its command."""
    if has_part(operator.name, "candidates"):
        told, axes = part(operator.name, "candidates"), operator.rank + 2
        kinds = {kind: its for kind, its in told.GEOMETRIES.items() if len(its["input"]) == axes}
        return told.CALLED, kinds
    asks = operator.command
    usual = {"usual": {"input": asks.input, **asks.parameters}} if asks else {}
    return operator.name, usual


def with_passes(case: Case, passes: Sequence[str]) -> Case:
    """Return a case that asks fewer passes, in the operator's order."""
    return replace(case, passes=tuple(name for name in case.passes if name in passes))
