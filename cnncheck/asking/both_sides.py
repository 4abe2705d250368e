"""Both sides are asked: the implementation ahead, the reference behind it.

The implementation does not wait for the reference: while PyTorch is still being imported, the
code under test is already answering. How far ahead it may run is bounded by the bytes that wait,
so that a run needs little more memory than its largest case; and a question that is larger than that
is put draw by draw, the second when the first has been judged.

One question at a time is put without a thread: see `cnncheck.asking.in_turn`.
"""

from __future__ import annotations

import math
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from cnncheck.asking.answers import Answers
from cnncheck.asking.believed import Believed, Later
from cnncheck.asking.in_turn import AHEAD_BYTES, AHEAD_COUNT, InTurn, drawn, is_kept
from cnncheck.errors import StopRun

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from concurrent.futures import Future

    from cnncheck.asking.in_turn import Draw, Sent
    from cnncheck.asking.question import Question
    from cnncheck.implementations.base import Implementation
    from cnncheck.references import AsksAhead, Reference


def ask_all(
    asked: Iterable[Question],
    implementation: Implementation,
    reference: Callable[[], Reference] | AsksAhead,
    *,
    jobs: int = 1,
    yardstick: bool = False,
    most_work: float = math.inf,
    on_wait: Callable[[Question], None] = lambda question: None,
) -> Generator[tuple[Question, Iterator[Answers]]]:
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
    most_work : float
        Products of a problem above which the reference is asked for random sums, where that says
        enough.
    on_wait : callable
        Called with each question when the implementation's answer to it is waited for.

    Yields
    ------
    (Question, iterator of Answers)
        In the order asked, with the answers of each draw, up to one that timed out. They are to be
        taken before the next question is; who holds none but the last needs the memory of one draw.

    Raises
    ------
    StopRun
        When it is raised by a signal, or thrown in: after what both sides have answered by then.
    """
    if jobs < 1:
        raise ValueError(f"jobs is {jobs}, expected at least 1")
    believed = Believed(reference, yardstick=yardstick, most_work=most_work)
    if jobs == 1:
        yield from _in_turn(iter(asked), implementation, believed, on_wait)
        return
    executor = ThreadPoolExecutor(jobs, thread_name_prefix="cnncheck-ask")
    try:
        ahead = _Ahead(iter(asked), implementation, believed, executor)
        ahead.fill()
        while (waiting := ahead.next()) is not None:
            question, future = waiting
            on_wait(question)
            sent = future.result()
            if isinstance(sent, list):  # and else when its draws have been taken
                ahead.fill()
            yield question, map(_answers, sent)
            del sent
    except StopRun:
        yield from _known(ahead.done())
        raise
    finally:
        # Whoever opened the implementation closes it, which ends a call that still runs.
        executor.shutdown(wait=False, cancel_futures=True)


def _in_turn(
    asked: Iterator[Question],
    implementation: Implementation,
    believed: Believed,
    on_wait: Callable[[Question], None],
) -> Iterator[tuple[Question, Iterator[Answers]]]:
    turn = InTurn(asked, implementation, believed, on_wait)
    try:
        for question, sent in turn:
            yield question, map(_answers, sent)
            del sent  # the next question may need the memory
    except StopRun:
        yield from _known(turn.heard())
        raise


def _known(
    waiting: Iterable[tuple[Question, Sent]],
) -> Iterator[tuple[Question, Iterator[Answers]]]:
    """Yield what nobody has to be asked for any more."""
    for question, sent in waiting:
        if isinstance(sent, list) and all(is_kept(promises) for *_, promises in sent):
            yield question, map(_answers, sent)


class _Ahead:
    """The questions on their way, in order, as many as the bounds allow."""

    def __init__(
        self,
        asked: Iterator[Question],
        implementation: Implementation,
        believed: Believed,
        executor: ThreadPoolExecutor,
    ) -> None:
        self._asked = asked
        self._implementation = implementation
        self._believed = believed
        self._executor = executor
        self._waiting: deque[tuple[Question, Future[Sent] | Later, int]] = deque()
        self._bytes = 0
        self._held: Question | None = None

    def fill(self) -> None:
        """Send questions until enough are on their way."""
        while len(self._waiting) < AHEAD_COUNT:
            question = self._held or next(self._asked, None)
            self._held = None
            if question is None:
                return
            size = question.memory
            if self._waiting and self._bytes + size > AHEAD_BYTES:
                self._held = question  # until what is ahead of it has been taken
                return
            ask = partial(_ask, question, self._implementation, self._believed)
            future = self._executor.submit(ask) if size <= AHEAD_BYTES else Later(ask)
            self._waiting.append((question, future, size))
            self._bytes += size

    def done(self) -> Iterator[tuple[Question, Sent]]:
        """Yield the questions that the implementation has answered, without waiting."""
        for question, future, _ in self._waiting:
            if not isinstance(future, Later) and future.done() and not future.exception():
                yield question, future.result()

    def next(self) -> tuple[Question, Future[Sent] | Later] | None:
        """Take the oldest question; ``None`` when there is none left."""
        if not self._waiting:
            self.fill()
        if not self._waiting:
            return None
        question, future, size = self._waiting.popleft()
        self._bytes -= size
        return question, future


def _ask(question: Question, implementation: Implementation, believed: Believed) -> Sent:
    """Put a question: all draws now, or of a large one each when it is wanted."""
    draws = drawn(question, implementation, believed)
    return draws if question.memory > AHEAD_BYTES else list(draws)


def _answers(draw: Draw) -> Answers:
    problem, reply, promises = draw
    said = promises.answer.result()
    truth, opinion = said if promises.confirmed else (said, None)
    yardstick = promises.yardstick.result() if promises.yardstick else None
    return Answers(problem, reply, truth, opinion, yardstick, promises.thinned)
