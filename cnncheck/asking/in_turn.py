"""One question after the other, without a thread: some in a row, then what was said to them.

Two threads that take turns for each question took twice as long, as each finds the processor's
caches, and the interpreter's lock, with the other. But code in a process of its own is put a few
questions before its replies are read, so that it computes while answers are compared and the next
questions drawn.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cnncheck.dialects import LAYERS
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.asking.believed import Believed, Promises
    from cnncheck.asking.question import Question
    from cnncheck.calls import Reply
    from cnncheck.implementations.base import Implementation, Promised
    from cnncheck.operators.problem import Problem

    Draw = tuple[Problem, Reply, Promises]
    Sent = list[Draw] | Iterator[Draw]
    AskAhead = Callable[[Problem, tuple[str, ...]], Promised | None]

AHEAD_BYTES = 64 << 20
"""Bytes that one draw of each waiting question takes; a larger question is put when none waits."""

AHEAD_COUNT = 512
"""Questions that may wait for the reference."""

IN_A_ROW = 32
"""Questions that are put before the answers to them are looked at, unless the reference is slow."""

LEFT = 8
"""Questions whose replies are left to come where code is asked ahead, before more are put."""

IN_A_ROW_SECONDS = 0.1
"""Seconds after which no more are: people want to see how a run goes on."""


@dataclass(slots=True, eq=False)
class _Put:
    """A question that was put.

    Attributes
    ----------
    sent : list, or iterator of draws that are put when they are wanted
        Draws that were replied to.
    promises : list of Promises
        Of all draws that were put.
    owed : int
        Draws whose replies are still to come.
    whole : bool
        Whether all its draws were put.
    over : bool
        Whether a draw timed out: that decides it, and patience is for other cases.
    """

    question: Question
    size: int
    sent: Sent
    promises: list[Promises] = field(default_factory=list)
    owed: int = 0
    whole: bool = False
    over: bool = False


class InTurn:
    """Questions, each with its draws and replies, in the order asked.

    Parameters
    ----------
    asked : iterator of Question
    implementation : Implementation
    believed : Believed
    on_wait : callable
        Called with each question when the implementation's reply to it is waited for.
    """

    def __init__(
        self,
        asked: Iterator[Question],
        implementation: Implementation,
        believed: Believed,
        on_wait: Callable[[Question], None],
    ) -> None:
        self._asked, self._on_wait = asked, on_wait
        self._implementation, self._believed = implementation, believed
        self._ask_ahead = getattr(implementation, "ask_ahead", None)
        self._left = LEFT if self._ask_ahead else 0
        self._waiting: deque[_Put] = deque()
        self._owed: deque[tuple[_Put, Problem, Promised, Promises]] = deque()
        self._size = 0

    def __iter__(self) -> Iterator[tuple[Question, Sent]]:
        coming = self._next()
        while self._waiting or coming is not None:
            until = time.monotonic() + IN_A_ROW_SECONDS
            while coming is not None and self._has_room(coming, until):
                self._put(coming)
                coming = self._next()
            while self._waiting:
                put = self._waiting[0]
                while put.owed:
                    self._hear()
                self._size -= self._waiting.popleft().size
                yield put.question, put.sent
                del put  # the next question may need the memory
                if coming is not None and len(self._waiting) <= self._left:
                    break
                if coming is not None and not self._is_answered():
                    break

    def heard(self) -> Iterator[tuple[Question, Sent]]:
        """Yield the questions that the implementation has replied to, without waiting."""
        for put in self._waiting:
            if put.whole and not put.owed:
                yield put.question, put.sent

    def _is_answered(self) -> bool:
        """Whether the reference has answered the oldest question, or is asked when it is needed."""
        return all(map(is_kept, self._waiting[0].promises))

    def _next(self) -> _Put | None:
        question = next(self._asked, None)
        return None if question is None else _Put(question, question.memory, [])

    def _has_room(self, put: _Put, until: float) -> bool:
        if not self._waiting:
            return True
        if len(self._waiting) >= AHEAD_COUNT or self._size + put.size > AHEAD_BYTES:
            return False
        enough = len(self._waiting) >= IN_A_ROW or time.monotonic() > until
        return not (enough and self._is_answered())

    def _put(self, put: _Put) -> None:
        """Put a question: all draws now, or of a large one each when it is wanted."""
        question = put.question
        self._waiting.append(put)
        self._size += put.size
        if put.size > AHEAD_BYTES:
            self._on_wait(question)
            put.sent = drawn(question, self._implementation, self._believed)
        elif self._ask_ahead is None:
            self._on_wait(question)
            put.sent = list(drawn(question, self._implementation, self._believed))
            put.promises = [promises for *_, promises in put.sent]
        else:
            self._put_ahead(put, self._ask_ahead)
        put.whole = True

    def _put_ahead(self, put: _Put, ask_ahead: AskAhead) -> None:
        for problem, forbidden, promises in put_to(
            put.question, self._implementation, self._believed
        ):
            put.promises.append(promises)
            while (reply := ask_ahead(problem, forbidden)) is None and self._owed:
                for _ in range(len(self._owed) - len(self._owed) // 2):
                    self._hear()
            if put.over:
                if reply is not None:
                    reply.drop()
                return
            if reply is None:  # nothing is under way
                self._on_wait(put.question)
                said = self._implementation.ask(problem, forbidden)
                self._take(put, (problem, said, promises))
                continue
            put.owed += 1
            self._owed.append((put, problem, reply, promises))

    def _hear(self) -> None:
        """Wait for the oldest reply that is owed."""
        put, problem, reply, promises = self._owed.popleft()
        if put.over:
            reply.drop()
        else:
            self._on_wait(put.question)
            self._take(put, (problem, reply.result(), promises))
        put.owed -= 1

    def _take(self, put: _Put, draw: Draw) -> None:
        """Take a draw that was replied to."""
        assert isinstance(put.sent, list)
        put.sent.append(draw)
        put.over = draw[1].outcome is Outcome.TIMEOUT


def put_to(
    question: Question, implementation: Implementation, believed: Believed
) -> Iterator[tuple[Problem, tuple[str, ...], Promises]]:
    """Yield a question's draws as they are put, what may not be used, and the reference's promises."""
    dialect = getattr(implementation, "dialect", LAYERS)
    forbidden = question.forbidden(dialect)
    first = True
    for problem in question.problems(dialect):
        yield problem, forbidden, believed.promise(problem, first=first)
        del problem  # the next draw may need the memory
        first = False


def drawn(question: Question, implementation: Implementation, believed: Believed) -> Iterator[Draw]:
    """Put a question draw by draw, up to one that times out."""
    for problem, forbidden, promises in put_to(question, implementation, believed):
        reply = implementation.ask(problem, forbidden)
        yield problem, reply, promises
        if reply.outcome is Outcome.TIMEOUT:
            return  # decided: patience is for other cases
        del problem, reply, promises  # the next draw may need the memory


def is_kept(promises: Promises) -> bool:
    """Whether the reference has answered, or is asked only when the answers are needed."""
    owed = (promises.answer, promises.yardstick)
    return all(promise.done() for promise in owed if promise)
