"""What the rest of the program knows of code under test: it is asked, and it replies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.calls import Reply
    from cnncheck.operators.problem import Problem


BUILTIN = "builtin"
"""What cnncheck's own layers are called as code under test."""

WHOLE = "own process, jailed"
"""How the isolation of code begins that can reach no file, no network and no other process."""


def is_whole(isolation: str) -> bool:
    """Whether code with this isolation was wholly jailed."""
    return isolation.startswith(f"{WHOLE} ")


def notes_of(implementation: Implementation) -> tuple[str, ...]:
    """Return what a person should know of how the code was loaded, where it says so."""
    return tuple(getattr(implementation, "notes", ()))


class Promised(Protocol):
    """A reply that is still to come."""

    def result(self) -> Reply:
        """Return it, waiting for it where it is not there yet."""

    def drop(self) -> None:
        """Wait for it no more: nobody will ask for it."""


class Implementation(Protocol):
    """Code under test, wherever it runs.

    `ask` may be called from several threads at once; it never raises for what the code under
    test does. One that takes several questions before it replies to the first has besides a method
    ``ask_ahead``, with the arguments of `ask`, which returns the `Promised` reply, or ``None`` where
    the question has to wait until what was promised has been heard or dropped. `close` ends every process, thread and file that the implementation brought.
    """

    @property
    def name(self) -> str:
        """What reports call it: ``builtin``, ``solution.py``."""

    @property
    def isolation(self) -> str:
        """How the code is contained, in words for the report."""

    def find(self, function: str) -> Reply | None:
        """Load what a function needs; return why it is not there, ``None`` when it is."""

    def ask(self, problem: Problem, forbid: Sequence[str] = ()) -> Reply:
        """Call ``problem.function`` with fresh writable copies of the arguments.

        Parameters
        ----------
        problem : Problem
        forbid : sequence of str, optional
            Dotted names (``numpy.pad``) that the function may not use for this question, besides
            those that are forbidden for every question.
        """

    def close(self) -> None:
        """Release everything; further calls are not allowed."""
