"""What the reading of case files needs to know about an operator, and no more.

The operators themselves live further down the flow; the loader is handed these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cnncheck.cases.case import Case

GEOMETRY_FIELDS = ("filter", "stride", "padding", "window", "out_grad")
"""Case fields that only some operators have. All other fields belong to every operator."""


@dataclass(frozen=True, slots=True)
class GeometryFault:
    """Why an operator cannot be asked a case's question.

    Attributes
    ----------
    field : str
        The case field to point at.
    message, hint : str
        What is wrong, and what to write instead.
    """

    field: str
    message: str
    hint: str


class OperatorSpec(Protocol):
    """An operator as the loader sees it."""

    @property
    def name(self) -> str:
        """The word in ``operator:``."""

    @property
    def functions(self) -> Mapping[str, str]:
        """Pass name to the function that computes it, in the order of the passes."""

    @property
    def required(self) -> frozenset[str]:
        """Members of `GEOMETRY_FIELDS` that a case must give."""

    @property
    def optional(self) -> frozenset[str]:
        """Members of `GEOMETRY_FIELDS` that a case may give."""

    def geometry_faults(self, case: Case) -> Sequence[GeometryFault]:
        """All that is impossible about the case's shapes; empty when it can be asked."""

    def memory(self, case: Case) -> int:
        """Upper bound of the bytes that the case's arrays take at once, all sides together."""
