"""What a dialect says: names of functions, how a problem becomes a call, and words for arguments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from cnncheck.operators import DRAWS, OPERATORS
from cnncheck.operators.problem import Array

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Problem


Given = Array | tuple["Given", ...] | list["Given"] | dict[str, "Given"] | str | float | bool | None
"""What a function can be handed: what the worker's frames carry."""


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A call of code under test: all that whoever runs the code sees of a problem.

    Attributes
    ----------
    function : str
    arguments : mapping of str to value
        By the names of the signature, in its order. They are handed over by position, and those
        whose names end in ``=`` by keyword.
    nbytes : int
        Bytes of the arrays and of the right answer together.
    hidden : bool
        Whether its inputs stay with the case's author.
    """

    function: str
    arguments: Mapping[str, Given]
    nbytes: int = 0
    hidden: bool = False

    def __str__(self) -> str:
        return f"{self.function}({', '.join(name.rstrip('=') for name in self.arguments)})"


@dataclass(frozen=True, slots=True)
class Signature:
    """How people write the function of a pass.

    Attributes
    ----------
    function : str
    arguments : mapping of str to str
        What they call an argument to what a problem calls it, in their order.
    """

    function: str
    arguments: Mapping[str, str] = field(default_factory=dict)


class Dialect:
    """A way of calling layers. Where it says nothing of a pass, the operator's own words hold."""

    name: ClassVar[str]
    signatures: ClassVar[Mapping[tuple[str, str], Signature]] = {}
    """By operator and pass, where they are not the operator's own."""
    telling: ClassVar[Collection[str]] = ()
    """Names of functions by which code in the dialect is known."""

    def signature(self, operator: str, pass_name: str) -> Signature:
        """Return how the function of a pass is written."""
        if (operator, pass_name) in self.signatures:
            return self.signatures[operator, pass_name]
        asked = OPERATORS[operator]
        names = asked.arguments(pass_name)
        return Signature(asked.passes[pass_name].name, dict(zip(names, names, strict=True)))

    def problems(self, case: Case, pass_name: str, draws: int = DRAWS) -> Iterator[Problem]:
        """Yield a pass's problems as they are asked, one for each draw."""
        return map(self.asked, OPERATORS[case.operator].problems(case, pass_name, draws))

    def asked(self, problem: Problem) -> Problem:
        """Return the problem that is asked instead, with the same answer in other words.

        The reference is asked the same.
        """
        return problem

    def cannot(self, problem: Problem) -> str:
        """Say what of a problem cannot be said; empty where all can."""
        return ""

    def call(self, problem: Problem) -> Call:
        """Turn a problem into a call; it is known by what the operator calls the function."""
        told = self.signature(problem.operator, problem.pass_name).arguments
        arguments = {theirs: self.value(problem, ours) for theirs, ours in told.items()}
        return Call(problem.function, arguments, problem.nbytes, problem.hidden)

    def value(self, problem: Problem, argument: str) -> Given:
        """Return an argument as it is handed over."""
        value = problem.arguments[argument]
        alike = any(each.alike for each in problem.parameters if each.name == argument)
        # What must be the same along all axes is one number.
        return value[0] if alike and isinstance(value, tuple) else value

    def names(self) -> dict[str, str]:
        """Return what people call the functions, by what operators do, where that differs."""
        return {
            ours: theirs
            for operator in OPERATORS.values()
            for pass_name, ours in operator.functions.items()
            if (theirs := self.signature(operator.name, pass_name).function) != ours
        }

    def words(self, problem: Problem) -> dict[str, str]:
        """Return what people call a problem's arguments, by what it calls them itself."""
        names = self.signature(problem.operator, problem.pass_name).arguments
        return {ours: theirs.rstrip("=") for theirs, ours in names.items()}

    def word(self, problem: Problem, argument: str) -> str:
        """Return what people call an argument of a problem, for messages."""
        return self.words(problem).get(argument, argument)
