"""Anyone's code, timed where it is contained: in the same jail in which it is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.bench.side import TimingFailedError
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cnncheck.implementations.base import Implementation, Reply
    from cnncheck.operators.problem import Problem


class ContainedSide:
    """An implementation in its isolated worker.

    Parameters
    ----------
    implementation : Implementation
        Closed with this side.
    forbid : mapping of str to sequence of str, optional
        Function name to the names that it may not use.

    Notes
    -----
    The time is taken around the call inside the worker, so sending arrays there and back does not
    count; it is the worker's own word, which code under test could falsify. Each call is handed
    fresh copies of the arguments, and its result comes back, so that the last timed one can be
    checked too. Memory is not measured: the worker's own copies would count as well.
    """

    most_calls = 1

    def __init__(
        self, implementation: Implementation, forbid: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._implementation = implementation
        self._forbid = dict(forbid or {})
        self._problem: Problem | None = None
        self._last: Reply | None = None

    @property
    def name(self) -> str:
        """What reports call it."""
        return self._implementation.name

    @property
    def isolation(self) -> str:
        """How the code is contained, in words for the report."""
        return self._implementation.isolation

    def versions(self) -> Mapping[str, str]:
        """Return nothing: what the code says of itself is not known."""
        return {}

    def prepare(self, problem: Problem) -> Reply:
        """Take the problem that is timed next and answer it."""
        self._problem = problem
        self._last = self._ask()
        return self._last

    def seconds(self, calls: int) -> float:
        """Return the seconds for one call, by the worker's word; one more is made before.

        Raises
        ------
        TimingFailedError
            When a call does not go well.
        """
        taken = []
        for _ in range(1 + calls):
            self._last = self._ask()
            if self._last.outcome is not Outcome.PASSED:
                raise TimingFailedError(self._last)
            taken.append(self._last.seconds)
        return sum(taken[1:]) / calls

    def peak(self) -> int | None:
        """Return nothing: it is not measured."""
        return None

    def last(self) -> Reply | None:
        """Return what the last call replied."""
        return self._last

    def close(self) -> None:
        """End the worker."""
        self._implementation.close()

    def _ask(self) -> Reply:
        if self._problem is None:
            raise RuntimeError("nothing is prepared")
        forbid = self._forbid.get(self._problem.function, ())
        return self._implementation.ask(self._problem, forbid)
