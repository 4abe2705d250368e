"""What no case of a set has: geometry, values and storage that are left untested.

Faults of the catalogue are known mistakes; a gap is room for the unknown ones. Each trait is one
sentence and one predicate; a gap is a trait that no case of its operator has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.audit.case_sizes import sizes_of
from cnncheck.audit.traits import traits_of
from cnncheck.operators import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cnncheck.operators.case import Case


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that no case of an operator has.

    Attributes
    ----------
    operator : str
    asked : bool
        Whether any case asks the operator at all; if not, ``trait`` is empty.
    trait : str
        ``stride larger than the kernel, so that pixels are skipped``.
    """

    operator: str
    asked: bool
    trait: str


def untested(cases: Iterable[Case], functions: Sequence[str]) -> tuple[Gap, ...]:
    """Return what no case has, for every operator that has one of the functions.

    Parameters
    ----------
    cases : iterable of Case
        Cases that ask none of the functions are left out.
    functions : sequence of str
    """
    gaps: list[Gap] = []
    counted = [case for case in cases if not functions_of(case).isdisjoint(functions)]
    for name, operator in OPERATORS.items():
        if set(operator.functions.values()).isdisjoint(functions):
            continue
        sizes = [sizes_of(case) for case in counted if case.operator == name]
        if not sizes:
            gaps.append(Gap(name, False, ""))
            continue
        passes = {each for size in sizes for each in size.case.passes}
        gaps += [
            Gap(name, True, trait)
            for trait, has in traits_of(operator, passes, used(each.case for each in sizes))
            if not any(has(each) for each in sizes)
        ]
    return tuple(gaps)


def used(cases: Iterable[Case]) -> set[str]:
    """Return the parameters that any case has in a value which most layers do not have."""
    return {name for case in cases for name in case.options}


def functions_of(case: Case) -> set[str]:
    """Return the names of the functions that a case asks about."""
    return {OPERATORS[case.operator].functions[name] for name in case.passes}
