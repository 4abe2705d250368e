"""What a proof comes to: plain frozen values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array, Problem


class Status(StrEnum):
    """Status of one question."""

    PROVED = "proved"
    WRONG = "wrong"
    REFUSED = "refused"
    NOT_ASKED = "not-asked"
    TOOL_ERROR = "tool-error"


TWO_WAYS = "is right on elements of a field, and not on numbers: it looks at what it is given"
"""What is said of code whose counterexample was found in numbers alone, and not made small."""


@dataclass(frozen=True, slots=True, eq=False)
class Counterexample:
    """The smallest problem found that is answered wrongly, in integers.

    Attributes
    ----------
    problem : Problem
        With float64 arrays.
    got, expected : array
        In floating point.
    words : mapping of str to str
        What the code's author calls the problem's arguments.
    """

    problem: Problem
    got: Array
    expected: Array
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Finding on one pass of one shape.

    Attributes
    ----------
    case : Case
        Its sizes; the name is of no consequence.
    pass_name : str
    status : Status
    message : str
        Why it was refused, or what is wrong.
    proposed : bool
        Whether no case asks for the shape: the code's own structure suggests it.
    degree : int
        Of the polynomial that the code computes, as far as its factors tell.
    counterexample : Counterexample, optional
    orders : int
        In how many orders code that compares was asked; 0 where it does not.
    """

    case: Case
    pass_name: str
    status: Status
    message: str = ""
    proposed: bool = False
    degree: int = 0
    counterexample: Counterexample | None = None
    orders: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class FunctionProof:
    """All that was found of one function.

    Attributes
    ----------
    function : str
        As its author calls it.
    operator, pass_name : str
    told : tuple of Told
        One for each shape.
    lines, lines_taken : int
        Lines of the person's own functions that it can come to, and those that it came to.
    branches, branches_taken : int
        Decisions there, and those that went both ways.
    picks : bool
        Whether it picks the largest, so that there is no polynomial.
    lines_left, branches_left : tuple of str
        Where the others are: ``solution.py:7``.
    """

    function: str
    operator: str
    pass_name: str
    told: tuple[Told, ...]
    lines: int = 0
    lines_taken: int = 0
    branches: int = 0
    branches_taken: int = 0
    picks: bool = False
    lines_left: tuple[str, ...] = ()
    branches_left: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """Return the worst that was found: what is wrong for one shape is wrong."""
        found = {each.status for each in self.told}
        order = (Status.WRONG, Status.REFUSED, Status.TOOL_ERROR, Status.PROVED)
        return next((each for each in order if each in found), Status.NOT_ASKED)

    def count(self, status: Status) -> int:
        """Count the shapes that ended so."""
        return sum(each.status is status for each in self.told)

    @property
    def asked(self) -> int:
        """Count the shapes that the dialect has words for."""
        return len(self.told) - self.count(Status.NOT_ASKED)

    @property
    def degree(self) -> int:
        """Return the highest degree of all shapes."""
        return max((each.degree for each in self.told), default=0)

    def first(self, status: Status) -> Told:
        """Return the first shape that ended so."""
        return next(each for each in self.told if each.status is status)


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """Findings on an implementation.

    Attributes
    ----------
    implementation, isolation : str
    seed : int
        Draws the same prime and points again.
    prime : int
    functions : tuple of FunctionProof
    seconds : float
    """

    implementation: str
    isolation: str
    seed: int
    prime: int
    functions: tuple[FunctionProof, ...]
    seconds: float

    def miss(self, degree: int) -> float:
        """Return log2 of how likely a wrong polynomial of a degree passes at one point."""
        return math.log2(max(degree, 1) / self.prime)

    def count(self, status: Status) -> int:
        """Count the functions that ended so."""
        return sum(each.status is status for each in self.functions)
