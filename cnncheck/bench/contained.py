"""Anyone's code, timed where it is contained: in the same jail in which it is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.bench.side import TimingFailedError
from cnncheck.implementations.base import notes_of
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cnncheck.calls import Reply
    from cnncheck.implementations.base import Implementation
    from cnncheck.operators.problem import Problem


class ContainedSide:
    """An implementation in its isolated worker.

    Parameters
    ----------
    implementation : Implementation
        Closed with this side.
    forbid : mapping of str to sequence of str, optional
        Function name to the names that it may not use.
    transport : callable, optional
        Tells how many seconds handing a problem over and its result back takes by itself.

    Notes
    -----
    The clock is ours, not the worker's, which the code under test could falsify: it runs from
    handing the arguments over to having the result, and `transport` is taken off. Each call is
    handed fresh copies of the arguments, and its result comes back, so that the last timed one can
    be checked too. Memory is not measured: the worker's own copies would count as well.
    """

    most_calls = 50

    def __init__(
        self,
        implementation: Implementation,
        forbid: Mapping[str, Sequence[str]] | None = None,
        transport: Callable[[Problem], float] = lambda _: 0.0,
    ) -> None:
        self._implementation = implementation
        self._forbid = dict(forbid or {})
        self._transport = transport
        self._beside: float | None = None
        self._problem: Problem | None = None
        self._last: Reply | None = None
        self._check: Callable[[Reply], None] | None = None

    @property
    def name(self) -> str:
        """What reports call it."""
        return self._implementation.name

    @property
    def isolation(self) -> str:
        """How the code is contained, in words for the report."""
        return self._implementation.isolation

    @property
    def notes(self) -> tuple[str, ...]:
        """What a report says of how the code ran."""
        return notes_of(self._implementation)

    def versions(self) -> Mapping[str, str]:
        """Return nothing: what the code says of itself is not known."""
        return {}

    def prepare(self, problem: Problem) -> Reply:
        """Take the problem that is timed next and answer it."""
        self._problem, self._beside = problem, None
        self._last = self._ask()
        return self._last

    def seconds(self, calls: int) -> float:
        """Return the seconds for one call, the mean of so many; one more is made before.

        What is no more than a hundredth of the way there and back is told as that hundredth.

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
            if self._check is not None:
                self._check(self._last)
            taken.append(self._last.seconds)
        if self._beside is None:
            self._beside = self._transport(self._given())
        mean = sum(taken[1:]) / calls
        return max(mean - self._beside, mean / 100)

    def peak(self) -> int | None:
        """Return nothing: it is not measured."""
        return None

    def last(self) -> Reply | None:
        """Return what the last call replied."""
        return self._last

    def watch(self, check: Callable[[Reply], None] | None) -> None:
        """Call this with each result of a timed call from now on; the clock stands meanwhile."""
        self._check = check

    def again(self) -> Reply:
        """Return what one more call replies."""
        return self._ask()

    def close(self) -> None:
        """End the worker."""
        self._implementation.close()

    def _given(self) -> Problem:
        if self._problem is None:
            raise RuntimeError("nothing is prepared")
        return self._problem

    def _ask(self) -> Reply:
        problem = self._given()
        return self._implementation.ask(problem, self._forbid.get(problem.function, ()))
