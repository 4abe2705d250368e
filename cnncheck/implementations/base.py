"""What the rest of the program knows of code under test: it is asked, and it replies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cnncheck.operators.problem import Array, Problem


@dataclass(frozen=True, slots=True, eq=False)
class Reply:
    """What came back from one call of the code under test.

    Attributes
    ----------
    value : array, optional
        The result, when there is one to compare: a plain numeric ndarray of any shape and dtype
        that shares no memory with the inputs. ``None`` exactly when `outcome` is not ``PASSED``,
        except that a mutated input or an aliased output still carries its value.
    outcome : Outcome
        ``PASSED`` when the call itself went well; the values are judged elsewhere.
    message : str
        For every other outcome, what happened, in one sentence that a student understands.
    hint : str
        What to look at; may be empty.
    log : str
        What the call printed, and the traceback that points into the person's own code.
    seconds : float
        Wall time of the call; of a worker process by our clock, with the way there and back.
    words : mapping of str to str
        What the code's author calls the problem's arguments, by what problems call them.
    called : str
        What the code's author calls the value and the function, where that is not the usual one.
    order : tuple of int
        Of the axes of the value, as the author has them; empty for the usual one.
    evidence : str
        What the worker noted of how the answer came about, as JSON; perhaps written by hostile code.
    """

    value: Array | None
    outcome: Outcome = Outcome.PASSED
    message: str = ""
    hint: str = ""
    log: str = ""
    seconds: float = 0.0
    words: Mapping[str, str] = field(default_factory=dict)
    called: str = ""
    order: tuple[int, ...] = ()
    evidence: str = ""


WHOLE = "own process, jailed"
"""How the isolation of code begins that can reach no file, no network and no other process."""


def is_whole(isolation: str) -> bool:
    """Whether code with this isolation was wholly jailed."""
    return isolation.startswith(f"{WHOLE} ")


def notes_of(implementation: Implementation) -> tuple[str, ...]:
    """Return what a person should know of how the code was loaded, where it says so."""
    return tuple(getattr(implementation, "notes", ()))


class Implementation(Protocol):
    """Code under test, wherever it runs.

    `ask` may be called from several threads at once; it never raises for what the code under
    test does. `close` ends every process, thread and file that the implementation brought.
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
