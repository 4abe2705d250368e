"""Which faults there can be, by the options of what was asked."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from cnncheck.faults.parts.ways import Way
from cnncheck.operators import PARAMETERS
from cnncheck.operators.case import dtype_options

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.faults.declaring.fault import Fault

CHOICES = frozenset(
    each.name
    for each in PARAMETERS.values()
    if each.rare and not (each.fields or each.array or each.kind == "count")
)
"""Options without which code often goes another way, which may be right: no sizes, and no steps."""


def faults_about(faults: Iterable[Fault], seen: Sequence[Observation]) -> list[Fault]:
    """Return the faults of options that any of the problems has; elsewhere they are none.

    Parameters
    ----------
    faults : iterable of Fault
    seen : sequence of Observation
        Of one function.
    """
    cases = {id(each.problem.case): each.problem.case for each in seen}.values()
    unusual = [each for case in cases for each in case.unusual]
    options = {name for each in unusual for name in (each.name, each.follows)}
    options |= {each.name for one in seen[:1] for each in one.problem.parameters if each.required}
    options |= {name for case in cases for name in dtype_options(case.dtype)}
    its = (fault for fault in faults if not fault.option or fault.option in options)
    return [_also_under_its_option(each) if each.option in CHOICES else each for each in its]


@cache
def _also_under_its_option(fault: Fault) -> Fault:
    """Return a fault about a choice also as code has it that is right where the option is not chosen."""
    ways = [each for each in fault.manners if isinstance(each, Way)]
    limited = [each.only_under(fault.option) for each in ways]
    return replace(fault, manners=(*fault.manners, *limited))
