"""What is asked: one pass of one case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.dialects import LAYERS
from cnncheck.operators import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cnncheck.dialects import Dialect
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Problem


@dataclass(frozen=True, slots=True)
class Question:
    """One pass of one case."""

    case: Case
    pass_name: str

    @property
    def function(self) -> str:
        """The name of the function that the question is put to."""
        return OPERATORS[self.case.operator].functions[self.pass_name]

    def forbidden(self, dialect: Dialect = LAYERS) -> tuple[str, ...]:
        """Return what the function may not use, if that is what its author calls it."""
        return self.case.forbid.get(dialect.called(self.case.operator, self.pass_name), ())

    @property
    def memory(self) -> int:
        """Upper bound of the bytes that one draw's arrays take at once, all sides together."""
        return OPERATORS[self.case.operator].memory(self.case)

    def problems(self, dialect: Dialect = LAYERS) -> Iterator[Problem]:
        """Yield the question's problems, one for each draw, as they are asked."""
        return dialect.problems(self.case, self.pass_name)


def visible_first(asked: Iterable[Question]) -> list[Question]:
    """Return questions in the order in which they are put, those of hidden cases last.

    What is said about a visible case is then said before the code under test has seen any hidden
    input, so that no process has to be replaced for it.
    """
    return sorted(asked, key=lambda each: each.case.hidden)


def questions(cases: Iterable[Case]) -> list[Question]:
    """Return every pass of every case, in order."""
    return [Question(case, name) for case in cases for name in case.passes]
