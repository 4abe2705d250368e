"""What was made of some files: cases, and a line for each thing that did not become one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnncheck.operators.case import Case


@dataclass(slots=True)
class Converted:
    """Cases, and what is told beside them.

    Attributes
    ----------
    cases : list of Case
    refused : dict of str to str
        Name of a test or a node to why it is no case.
    notes : dict of str to str
        Name of a case to what of its node is not asked.
    others : int
        Nodes, or tests, of other kinds of layers.
    """

    cases: list[Case] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    others: int = 0
