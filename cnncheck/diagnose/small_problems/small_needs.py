"""What a small problem needs to fail as larger ones do: their options, and numbers that the code takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.operators import OPERATORS
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.diagnose.small_problems.alike import Ask


def options_of(failing: Iterable[Observation]) -> frozenset[str]:
    """Return the rare parameters that a small problem needs: those of the plainest that fails."""
    found = [*failing]
    told = min((seen.problem.case.options for seen in found), key=len, default=frozenset())
    return told.union(set.intersection(*map(_padding_of_a_gradient, found))) if found else told


def alike_along_axes(failing: Iterable[Observation], ask: Ask) -> frozenset[str]:
    """Return the parameters of which only one number for all axes can be asked."""
    seen = min(failing, key=lambda each: each.size)
    case = seen.problem.case
    found = set()
    for each in seen.problem.parameters:
        value = case.parameters[each.name]
        if each.kind == "per_axis" and isinstance(value, tuple) and len({*value}) == 1 < len(value):
            uneven = case.but(**{each.name: (value[0] + 1, *value[1:])})
            operator = OPERATORS[case.operator]
            if not operator.geometry_faults(uneven):
                problem = next(operator.problems(uneven, seen.problem.pass_name, 1))
                found |= {each.name} if ask(problem).outcome is Outcome.NOT_ASKED else set()
    return frozenset(found)


def _padding_of_a_gradient(seen: Observation) -> set[str]:
    """Return what pads the image if it is about a gradient, which small ones do not otherwise."""
    problem = seen.problem
    if not (problem.gradient_name and any(axis.before for axis in problem.windows.axes)):
        return set()
    return {each.name for each in problem.parameters if {"before", "after"} <= {*each.fields}}
