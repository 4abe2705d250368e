"""Code under test is asked problems; whoever runs it sees calls."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.calls import Reply
from cnncheck.dialects.choosing import USUAL
from cnncheck.dialects.signature import Lacking
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.calls import Call
    from cnncheck.dialects import Dialect
    from cnncheck.dialects.choosing import Choice
    from cnncheck.implementations.phrases import Phrases
    from cnncheck.operators.problem import Problem


class Speaking(ABC):
    """An implementation in some dialect.

    Attributes
    ----------
    instead : (str, int), optional
        As of a `Call`, for all that is asked from now on.
    phrases : Phrases, optional
        Calls that were made out for others in the same dialect.
    """

    phrases: Phrases | None = None
    instead: tuple[str, int] | None = None
    _choice: Choice = USUAL
    _settled = False

    @property
    @abstractmethod
    def name(self) -> str:
        """What reports call it."""

    @property
    def choice(self) -> Choice:
        """Which dialect, and why. What only the code itself can tell of it is asked at first."""
        if not self._settled and not self._choice.doubt:
            self._settled = True
            dialect, unusual = self._choice.dialect.heard(self.call)
            takes = f"; it takes {unusual}" if unusual else ""
            self._choice = replace(self._choice, dialect=dialect, why=f"{self._choice.why}{takes}")
        return self._choice

    @property
    def dialect(self) -> Dialect:
        """How its functions are called."""
        return self.choice.dialect

    def ask(self, problem: Problem, forbid: Sequence[str] = ()) -> Reply:
        """Put a problem in the implementation's dialect.

        Parameters
        ----------
        problem : Problem
        forbid : sequence of str, optional
            Dotted names that may not be used for this question.
        """
        call = self._call_for(problem)
        return (
            call if isinstance(call, Reply) else self._said(problem, call, self.call(call, forbid))
        )

    def _call_for(self, problem: Problem) -> Call | Reply:
        """Return the call that asks a problem, or why there is none."""
        if self.phrases is not None and self.instead is None:
            return self.phrases.call_for(problem, self._worded)
        return self._worded(problem)

    def _worded(self, problem: Problem) -> Call | Reply:
        dialect = self.dialect
        unsaid = dialect.unsaid(problem.case, problem.pass_name) or dialect.unsettled(problem)
        if unsaid:
            message = f"the dialect {dialect.name} has no words for {unsaid}"
            if isinstance(unsaid, Lacking):
                message = f"{self.name} has no {unsaid.removeprefix('a ')}"
            return Reply(None, Outcome.NOT_ASKED, message)
        call = dialect.call(problem)
        if self.instead is not None and self.instead[0] != call.function:
            call = replace(call, instead=self.instead)
        return call

    def _said(self, problem: Problem, call: Call, reply: Reply) -> Reply:
        """Return the reply to a problem's call, in the words and axes of whoever asked."""
        dialect = self.dialect
        if reply.outcome is Outcome.NOT_ASKED:
            lacks = [dialect.absent(each) for each in call.functions if each in reply.message]
            if advice := next(filter(None, lacks), ""):
                reply = replace(reply, message=f"{reply.message}: {advice}", hint="")
        value = None if reply.value is None else dialect.answer(problem, reply.value)
        called = dialect.named(problem) if self.choice.why else ""
        # Each field by itself: to replace some takes as long as much of the rest of a question.
        return Reply(
            value,
            reply.outcome,
            reply.message,
            reply.hint,
            reply.log,
            reply.seconds,
            dialect.words(problem),
            called,
            dialect.order(problem),
            dialect.axes,
            reply.evidence,
        )

    @abstractmethod
    def call(self, call: Call, forbid: Sequence[str] = ()) -> Reply:
        """Make one call; ``forbid`` as for `ask`."""
