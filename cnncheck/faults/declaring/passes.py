"""What the operators' folders say can go wrong in their passes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cnncheck.operators import OPERATORS
from cnncheck.operators.places import has_part, part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Kernel
    from cnncheck.faults.parts.loops import Loop
    from cnncheck.operators import Operator


@dataclass(frozen=True, slots=True)
class PassFaults:
    """What can go wrong in one pass of an operator.

    Attributes
    ----------
    prefix : str
        First part of the faults' ids.
    kernel : callable
        What gives the right answer of a plan.
    rows : tuple of Row
    loops : tuple of Loop
        As people write them, from outside to inside.
    made : callable, optional
        Makes the rows of every loop, option and axis, which are tried where none of the above fit.
    planes : tuple of Row
        Those that volumes have besides.
    """

    prefix: str
    kernel: Kernel
    rows: tuple[Row, ...]
    loops: tuple[Loop, ...] = ()
    made: Callable[[], Iterable[Row]] | None = None
    planes: tuple[Row, ...] = ()


@cache
def faults_in(operator: str, pass_name: str) -> PassFaults | None:
    """Return what an operator's folder says of a pass; ``None`` where it says nothing.

    A folder speaks of images; layers of other ranks in it do as those.
    """
    if not has_part(operator, "faults"):
        return None
    its: PassFaults | None = part(operator, "faults").FAULTS.get(pass_name)
    return its


@cache
def pass_of(function: str) -> tuple[Operator, str]:
    """Return the operator and the pass that a function computes.

    Raises
    ------
    KeyError
        When there is no such function.
    """
    for operator in OPERATORS.values():
        for pass_name, its in operator.functions.items():
            if its == function:
                return operator, pass_name
    raise KeyError(function)
