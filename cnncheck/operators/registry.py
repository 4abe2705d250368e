"""The operators there are, by name, and what follows from all of them together."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cnncheck.operators.places import part, places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.operators.base import Operator
    from cnncheck.operators.parameter import Parameter, Value

OPERATORS: Mapping[str, Operator] = {
    name: each
    for name in places()
    for each in part(name, "operator").OPERATORS
    if each.name == name
}

FUNCTIONS: tuple[str, ...] = tuple(
    function for operator in OPERATORS.values() for function in operator.functions.values()
)
"""The names of the functions under test, in the order of the assignment."""

_TOLD = [
    parameter.at(2)
    for operator in sorted(
        OPERATORS.values(), key=lambda each: (not each.multiplies, -len(each.parameters))
    )
    for parameter in operator.parameters
]
PARAMETERS: Mapping[str, Parameter] = {each.name: each for each in _TOLD} | {
    each.name: each for each in _TOLD if each.words
}
"""Every parameter of any operator, those of convolutions first, as of two spatial axes.

What one name means, it means everywhere, though some operators take no words or pairs for it.
"""


@lru_cache(maxsize=4096)
def unusual(operator: str, rank: int, told: tuple[tuple[str, Value], ...]) -> tuple[Parameter, ...]:
    """Return the parameters that are told otherwise than by default; it is asked for often."""
    values = dict(told)
    return tuple(
        each
        for each in OPERATORS[operator].parameters
        if not each.required and values[each.name] != each.usual(values, rank)
    )
