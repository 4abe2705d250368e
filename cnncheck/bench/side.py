"""What a benchmark knows of a side: it is handed a problem, checked, then timed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from cnncheck.errors import CnncheckError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.calls import Reply
    from cnncheck.operators.problem import Problem


class Side(Protocol):
    """Code that is timed, in a process of its own."""

    @property
    def name(self) -> str:
        """What reports call it."""

    @property
    def isolation(self) -> str:
        """How the code is contained, in words for the report."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a report says of how the code ran."""

    @property
    def most_calls(self) -> int:
        """The most calls that it can time at once."""

    def versions(self) -> Mapping[str, str]:
        """Names and versions of what computes."""

    def prepare(self, problem: Problem) -> Reply:
        """Take the problem that is timed next and answer it; ``NOT_ASKED`` without such a pass."""

    def seconds(self, calls: int) -> float:
        """Return the seconds for one call, the mean of so many made at once."""

    def peak(self) -> int | None:
        """Return by how many bytes memory grows at most during a call, where it can be told."""

    def last(self) -> Reply | None:
        """Return what the last timed call replied, where that was sent."""

    def watch(self, check: Callable[[Reply], None] | None) -> None:
        """Call this with each result of a timed call from now on, where results are sent."""

    def again(self) -> Reply:
        """Return what one more call replies."""

    def close(self) -> None:
        """End the process."""


class SideFailedError(CnncheckError):
    """A side of ours, or a peer, could not do what it was asked.

    Parameters
    ----------
    side : str
        Its name.
    """

    def __init__(self, side: str, message: str, hint: str | None = None) -> None:
        super().__init__(message, hint)
        self.side = side


class TimingFailedError(Exception):
    """A side gave a right answer when it was checked, and none when it was timed.

    Parameters
    ----------
    reply : Reply
        What it said instead.
    """

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.message)
        self.reply = reply
