"""What keeps others waiting is noticed soon, and decides nothing: it is graded last, and patiently."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.api.saying import choice_of
from cnncheck.implementations.patience import submission_seconds
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.asking import Answers
    from cnncheck.calls import Reply
    from cnncheck.implementations.base import Implementation, Promised
    from cnncheck.operators.problem import Problem
    from cnncheck.options import Options

HURRY = 2.0
"""Seconds for a call, or for loading, while others wait."""


class SlowError(Exception):
    """A submission keeps others waiting; what it has shown so far decides nothing."""


def in_a_hurry(options: Options, seconds: float | None) -> Options:
    """Return options with the time that all calls of a submission may take.

    Parameters
    ----------
    options : Options
    seconds : float, optional
        For now; ``None`` for all the time that it has. What may have to be compiled is slow at
        first, and so in no hurry.
    """
    patient = submission_seconds(options)
    if seconds is None or options.allow:
        return replace(options, submission_timeout=patient)
    return replace(options, submission_timeout=min(patient, seconds), hurry=HURRY)


class Timed:
    """An implementation, and whether it was ever late."""

    def __init__(self, implementation: Implementation) -> None:
        self._implementation = implementation
        self.choice = choice_of(implementation)
        self.late = False

    @property
    def name(self) -> str:
        """Its name."""
        return self._implementation.name

    @property
    def isolation(self) -> str:
        """Its containment."""
        return self._implementation.isolation

    def find(self, function: str) -> Reply | None:
        """Find a function."""
        return self._implementation.find(function)

    def ask(self, problem: Problem, forbid: Sequence[str] = ()) -> Reply:
        """Ask it, and take note of a timeout."""
        reply = self._implementation.ask(problem, forbid)
        self.late |= reply.outcome is Outcome.TIMEOUT
        return reply

    def ask_ahead(self, problem: Problem, forbid: Sequence[str] = ()) -> Promised | None:
        """Put a problem ahead where it takes several; whoever hears the reply takes note."""
        ahead = getattr(self._implementation, "ask_ahead", None)
        promised: Promised | None = ahead(problem, forbid) if ahead else None
        return promised

    def note(self, answers: Sequence[Answers]) -> None:
        """Take note of a timeout among answers."""
        self.late |= any(each.reply.outcome is Outcome.TIMEOUT for each in answers)

    @property
    def renew(self) -> Callable[[], None] | None:
        """What has the next question put to a new process, where there is that."""
        return getattr(self._implementation, "renew", None)

    def close(self) -> None:
        """End it."""
        self._implementation.close()
