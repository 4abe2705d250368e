"""Both sides are asked: the implementation ahead in threads, the reference behind it.

The implementation does not wait for the reference: while PyTorch is still being imported, the
code under test is already answering. How far ahead it may run is bounded by the bytes that wait,
so that a run needs little more memory than its largest case.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.asking.answers import Answers
from cnncheck.operators import OPERATORS
from cnncheck.references import AsksAhead
from cnncheck.references.definition import DefinitionReference, work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from cnncheck.cases.case import Case
    from cnncheck.implementations.base import Implementation, Reply
    from cnncheck.operators.problem import Array, Problem
    from cnncheck.references import Reference

AHEAD_BYTES = 64 << 20
"""Bytes of problems that may wait for the reference; one larger problem may wait alone."""

AHEAD_COUNT = 512
"""Questions that may wait for the reference."""

SECOND_OPINION_TERMS = 1_000
"""Up to so many terms the definition is asked as well; it takes a fraction of a millisecond."""


@dataclass(frozen=True, slots=True)
class Question:
    """One pass of one case."""

    case: Case
    pass_name: str

    @property
    def function(self) -> str:
        """The name of the function that the question is put to."""
        return OPERATORS[self.case.operator].functions[self.pass_name]

    def problems(self) -> Iterator[Problem]:
        """Yield the question's problems, one for each draw."""
        return OPERATORS[self.case.operator].problems(self.case, self.pass_name)


def questions(cases: Iterable[Case]) -> list[Question]:
    """Return every pass of every case, in order."""
    return [Question(case, name) for case in cases for name in case.passes]


def ask_all(
    asked: Iterable[Question],
    implementation: Implementation,
    reference: Callable[[], Reference] | AsksAhead,
    *,
    jobs: int = 1,
    yardstick: bool = False,
) -> Iterator[tuple[Question, list[Answers]]]:
    """Put all questions to both sides.

    Parameters
    ----------
    asked : iterable of Question
    implementation : Implementation
        Asked from ``jobs`` threads.
    reference : callable or AsksAhead
        Either makes the reference, and is called when the first questions are on their way; or
        is one that is sent its questions as early as the implementation is.
    jobs : int
        How many questions the implementation works on at once.
    yardstick : bool
        Whether to ask the reference in the problem's own dtype too.

    Yields
    ------
    (Question, list of Answers)
        In the order asked, with the answers of each draw.
    """
    if jobs < 1:
        raise ValueError(f"jobs is {jobs}, expected at least 1")
    executor = ThreadPoolExecutor(jobs, thread_name_prefix="cnncheck-ask")
    believed = _Believed(reference, yardstick=yardstick)
    try:
        ahead = _Ahead(iter(asked), implementation, believed, executor)
        ahead.fill()
        while (waiting := ahead.next()) is not None:
            question, future = waiting
            sent = future.result()
            ahead.fill()
            yield question, [_answers(index, *each) for index, each in enumerate(sent)]
    finally:
        # Whoever opened the implementation closes it, which ends a call that still runs.
        executor.shutdown(wait=False, cancel_futures=True)


class _Believed:
    """The reference: asked at once where it can be, else when its answer is needed."""

    def __init__(self, reference: Callable[[], Reference] | AsksAhead, *, yardstick: bool) -> None:
        self._reference = reference
        self._methods = ("answer", "yardstick") if yardstick else ("answer",)

    def promise(self, problem: Problem) -> dict[str, Callable[[], Any]]:
        """Return what to call for each answer; called in the thread that needs it."""
        if isinstance(self._reference, AsksAhead):
            return {name: self._reference.submit(problem, name).result for name in self._methods}
        return {name: partial(self._ask, problem, name) for name in self._methods}

    def _ask(self, problem: Problem, method: str) -> Any:
        return getattr(self._made, method)(problem)

    @cached_property
    def _made(self) -> Reference:
        assert not isinstance(self._reference, AsksAhead)
        return self._reference()


Sent = list[tuple["Problem", "Reply", dict[str, "Callable[[], Any]"]]]


class _Ahead:
    """The questions on their way, in order, as many as the bounds allow."""

    def __init__(
        self,
        asked: Iterator[Question],
        implementation: Implementation,
        believed: _Believed,
        executor: ThreadPoolExecutor,
    ) -> None:
        self._asked = asked
        self._implementation = implementation
        self._believed = believed
        self._executor = executor
        self._waiting: deque[tuple[Question, Future[Sent], int]] = deque()
        self._bytes = 0
        self._held: Question | None = None

    def fill(self) -> None:
        """Send questions until enough are on their way."""
        while len(self._waiting) < AHEAD_COUNT:
            question = self._held or next(self._asked, None)
            self._held = None
            if question is None:
                return
            size = OPERATORS[question.case.operator].memory(question.case)
            if self._waiting and self._bytes + size > AHEAD_BYTES:
                self._held = question  # until what is ahead of it has been taken
                return
            future = self._executor.submit(_ask, question, self._implementation, self._believed)
            self._waiting.append((question, future, size))
            self._bytes += size

    def next(self) -> tuple[Question, Future[Sent]] | None:
        """Take the oldest question; ``None`` when there is none left."""
        if not self._waiting:
            self.fill()
        if not self._waiting:
            return None
        question, future, size = self._waiting.popleft()
        self._bytes -= size
        return question, future


def _ask(question: Question, implementation: Implementation, believed: _Believed) -> Sent:
    forbidden = question.case.forbid.get(question.function, ())
    sent: Sent = []
    for problem in question.problems():
        promises = believed.promise(problem)
        sent.append((problem, implementation.ask(problem, forbidden), promises))
    return sent


def _answers(
    index: int, problem: Problem, reply: Reply, promises: dict[str, Callable[[], Any]]
) -> Answers:
    return Answers(
        problem=problem,
        reply=reply,
        truth=promises["answer"](),
        second_opinion=_second_opinion(problem) if index == 0 else None,
        yardstick=promises["yardstick"]() if "yardstick" in promises else None,
    )


def _second_opinion(problem: Problem) -> Array | None:
    """Ask the definition where it is exact and quick."""
    if not problem.exact or work(problem) > SECOND_OPINION_TERMS:
        return None
    if not all(np.isfinite(array).all() for array in problem.arrays.values()):
        return None
    return DefinitionReference().answer(problem).value
