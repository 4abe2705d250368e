"""Calls that are made out once, for problems that many implementations of one dialect are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.calls import Call

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.calls import Reply
    from cnncheck.operators.problem import Problem

SMALL = 64 << 10
"""Bytes of a problem up to which its call is kept: making out one that is larger takes no longer."""

MOST = 1 << 12
"""Calls that are kept."""


class Phrases:
    """Calls by the problems that they ask, which are told by their identity; from any thread."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Problem, Call]] = {}

    def call_for(self, problem: Problem, made: Callable[[Problem], Call | Reply]) -> Call | Reply:
        """Return the call for a problem, made out if it is not known; a refusal is made anew."""
        if known := self._known.get(id(problem)):
            return known[1]
        call = made(problem)
        # As long as the problem is held here, no other one can have its identity.
        kept = problem.nbytes <= SMALL and len(self._known) < MOST
        if kept and isinstance(call, Call):
            self._known[id(problem)] = (problem, call)
        return call
