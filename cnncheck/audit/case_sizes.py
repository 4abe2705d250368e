"""The lengths of a case, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.operators import OPERATORS

if TYPE_CHECKING:
    from cnncheck.operators.case import Case
    from cnncheck.operators.relation import Windows


@dataclass(frozen=True, slots=True)
class Sizes:
    """A case with what follows from it.

    Attributes
    ----------
    windows : Windows
        Where they lie; padding reads single pixels.
    channels : tuple of int
        N and C, and F where there is one.
    out : tuple of int
        The spatial lengths of the output.
    """

    case: Case
    windows: Windows
    channels: tuple[int, ...]
    out: tuple[int, ...]


def sizes_of(case: Case) -> Sizes:
    """Return the lengths of a case.

    Parameters
    ----------
    case : Case
        Of any operator.
    """
    operator = OPERATORS[case.operator]
    told = operator.parameters
    filters = any(each.kind == "shape" for each in told)
    _, outputs, *out = operator.out_shape(case, "forward")
    channels = (*case.input[:2], *(outputs,) * filters)
    return Sizes(case, operator.windows(case), channels, tuple(out))
