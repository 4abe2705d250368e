"""Both sides are asked: the implementation ahead, the reference behind it.

The implementation does not wait for the reference: while PyTorch is still being imported, the
code under test is already answering. How far ahead it may run is bounded by the bytes that wait,
so that a run needs little more memory than its largest case.

One question at a time is put without a thread: some questions in a row, then what was said to them.
Two threads that take turns for each question took twice as long, as each finds the processor's
caches, and the interpreter's lock, with the other.
"""

from __future__ import annotations

import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from cnncheck.asking.answers import Answers
from cnncheck.operators import OPERATORS
from cnncheck.references import AsksAhead
from cnncheck.references.opinion import CONFIRMED, confirmed, has_second_opinion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from cnncheck.cases.case import Case
    from cnncheck.implementations.base import Implementation, Reply
    from cnncheck.operators.problem import Problem
    from cnncheck.references import Reference

AHEAD_BYTES = 64 << 20
"""Bytes of problems that may wait for the reference; one larger problem may wait alone."""

AHEAD_COUNT = 512
"""Questions that may wait for the reference."""

IN_A_ROW = 32
"""Questions that are put before the answers to them are looked at, unless the reference is slow."""

IN_A_ROW_SECONDS = 0.1
"""Seconds after which no more are: people want to see how a run goes on."""


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
    believed = _Believed(reference, yardstick=yardstick)
    if jobs == 1:
        yield from _in_turn(iter(asked), implementation, believed)
        return
    executor = ThreadPoolExecutor(jobs, thread_name_prefix="cnncheck-ask")
    try:
        ahead = _Ahead(iter(asked), implementation, believed, executor)
        ahead.fill()
        while (waiting := ahead.next()) is not None:
            question, future = waiting
            sent = future.result()
            ahead.fill()
            yield question, [_answers(*each) for each in sent]
    finally:
        # Whoever opened the implementation closes it, which ends a call that still runs.
        executor.shutdown(wait=False, cancel_futures=True)


def _in_turn(
    asked: Iterator[Question], implementation: Implementation, believed: _Believed
) -> Iterator[tuple[Question, list[Answers]]]:
    """Put some questions to the implementation, then yield those that both sides have answered."""
    waiting: deque[tuple[Question, Sent, int]] = deque()
    size, question = 0, next(asked, None)
    while waiting or question is not None:
        until = time.monotonic() + IN_A_ROW_SECONDS
        while question is not None and (not waiting or len(waiting) < AHEAD_COUNT):
            more = OPERATORS[question.case.operator].memory(question.case)
            enough = len(waiting) >= IN_A_ROW or time.monotonic() > until
            if waiting and (size + more > AHEAD_BYTES or (enough and _answered(waiting[0][1]))):
                break
            waiting.append((question, _ask(question, implementation, believed), more))
            size += more
            question = next(asked, None)
        while waiting:
            said, sent, less = waiting.popleft()
            size -= less
            yield said, [_answers(*each) for each in sent]
            del sent  # the next question may need the memory
            if question is not None and waiting and not _answered(waiting[0][1]):
                break


def _answered(sent: Sent) -> bool:
    """Whether the reference has answered all draws, or is asked only when they are needed."""
    return all(
        promise.done()
        for *_, promises in sent
        for promise in (promises.answer, promises.yardstick)
        if promise
    )


class _Believed:
    """The reference: asked at once where it can be, else when its answer is needed."""

    def __init__(self, reference: Callable[[], Reference] | AsksAhead, *, yardstick: bool) -> None:
        self._reference = reference
        self._yardstick = yardstick

    def promise(self, problem: Problem, *, first: bool) -> Promises:
        """Return what to call for each answer; called in the thread that needs it.

        The first draw of a question is confirmed by a second opinion, where there is one.
        """
        confirm = first and has_second_opinion(problem)
        if isinstance(self._reference, AsksAhead):
            submit = self._reference.submit
            answer = submit(problem, CONFIRMED if confirm else "answer")
            yardstick = submit(problem, "yardstick") if self._yardstick else None
            return Promises(confirm, answer, yardstick)
        later = _Later(lambda: self._made.yardstick(problem)) if self._yardstick else None
        return Promises(confirm, _Later(lambda: self._answer(problem, confirm=confirm)), later)

    def _answer(self, problem: Problem, *, confirm: bool) -> Any:
        return confirmed(self._made, problem) if confirm else self._made.answer(problem)

    @cached_property
    def _made(self) -> Reference:
        assert not isinstance(self._reference, AsksAhead)
        return self._reference()


class _Later:
    """What is called when its answer is needed; looks like a future."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self.result = call

    def done(self) -> bool:
        """Nothing is gained by waiting."""
        return True


class Promises(NamedTuple):
    """What the reference is going to say.

    Attributes
    ----------
    confirmed : bool
        Whether the answer comes with a second opinion.
    answer, yardstick : Future or _Later
        The second only where it was wanted.
    """

    confirmed: bool
    answer: Future[Any] | _Later
    yardstick: Future[Any] | _Later | None


Sent = list[tuple["Problem", "Reply", Promises]]


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
        promises = believed.promise(problem, first=not sent)
        sent.append((problem, implementation.ask(problem, forbidden), promises))
    return sent


def _answers(problem: Problem, reply: Reply, promises: Promises) -> Answers:
    said = promises.answer.result()
    truth, opinion = said if promises.confirmed else (said, None)
    yardstick = promises.yardstick.result() if promises.yardstick else None
    return Answers(problem, reply, truth, opinion, yardstick)
