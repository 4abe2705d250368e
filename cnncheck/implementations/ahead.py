"""Calls that a worker is asked for before it has replied to earlier ones, so that neither side waits.

A worker makes one call after the other, in the order asked, and replies to each: what becomes of it,
in whatever way it ends, is the doing of the call that was not replied to for longest.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cnncheck.sandbox.pipes import EndedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.calls import Call, Reply
    from cnncheck.implementations.workers import Worker

MOST_CALLS = 32
"""Calls that may be under way."""

MOST_BYTES = 48 << 10
"""Bytes of their questions together: less than a pipe holds, so that asking never waits."""


class Supervisor(Protocol):
    """What looks after a worker."""

    def deadline_of(self, call: Call) -> float:
        """Return until when a call that is waited for from now on may take."""

    def replied(self, call: Call, seconds: float) -> None:
        """Take note of how long a call took."""

    def ended_at(self, end: EndedError, worker: Worker, call: Call, seconds: float) -> Reply:
        """Put a worker away that ended at a call, and return what to reply to it."""


@dataclass(slots=True, eq=False)
class Owed:
    """A reply that a worker owes; it has none where the worker was lost before its turn came."""

    call: Call
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A reply that needs no call."""

    reply: Reply

    def result(self) -> Reply:
        """Return it."""
        return self.reply

    def drop(self) -> None:
        """Do nothing: nothing is under way."""


@dataclass(frozen=True, slots=True, eq=False)
class Promise:
    """A reply to a call that is under way."""

    owed: Owed
    hear: Callable[[Owed], Reply]
    ahead: Ahead

    def result(self) -> Reply:
        """Return it, waiting for it where it is not there yet."""
        return self.hear(self.owed)

    def drop(self) -> None:
        """Wait for it no more."""
        self.ahead.drop(self.owed)


class Ahead:
    """Calls under way at one worker.

    Parameters
    ----------
    supervisor : Supervisor

    Attributes
    ----------
    worker : Worker, optional
        Which makes them; it is nobody else's until it is released.
    """

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor = supervisor
        self._owed: deque[Owed] = deque()
        self._lost: set[Owed] = set()
        self.worker: Worker | None = None

    def put(self, call: Call, forbid: Sequence[str]) -> Owed | None:
        """Ask the worker for a call behind those under way; ``None`` where it has to wait."""
        while self._owed and self.worker is not None and self.worker.process.answering:
            self._receive()
        worker = self.worker
        if worker is None or worker.unfit or self._lost or len(self._owed) == MOST_CALLS:
            return None  # what was lost comes first: the order of calls is that of the questions
        owed = Owed(call)
        try:
            there = worker.put(call, forbid, self._supervisor.deadline_of(call), MOST_BYTES)
        except EndedError as end:
            if self._owed:  # it may have been an earlier call's doing, which is seen in its turn
                return None
            self.forget()
            owed.reply = self._supervisor.ended_at(end, worker, call, 0.0)
            return owed
        if there:
            self._owed.append(owed)
        return owed if there else None

    def reply_to(self, owed: Owed) -> Reply | None:
        """Wait for a reply; return ``None`` where the worker was lost before it."""
        while owed.reply is None and owed in self._owed:
            self._receive()
        self._lost.discard(owed)
        return owed.reply

    def drop(self, owed: Owed) -> None:
        """Forget about a call, if it was lost."""
        self._lost.discard(owed)

    def released(self) -> Worker | None:
        """Wait for all replies, and hand the worker back if it is still there."""
        while self._owed and self.worker is not None and not self.worker.unfit:
            self._receive()
        worker = self.worker
        self.forget()
        return worker

    def forget(self) -> None:
        """Give up the worker, and with it what is under way."""
        self._lost.update(each for each in self._owed if each.reply is None)
        self._owed.clear()
        self.worker = None

    def _receive(self) -> None:
        """Wait for the next reply."""
        owed, worker = self._owed[0], self.worker
        assert worker is not None
        begun = worker.begun
        try:
            owed.reply = worker.reply(self._supervisor.deadline_of(owed.call))
        except EndedError as end:
            self._owed.popleft()
            self.forget()
            seconds = time.perf_counter() - begun
            owed.reply = self._supervisor.ended_at(end, worker, owed.call, seconds)
        else:
            self._owed.popleft()
            self._supervisor.replied(owed.call, owed.reply.seconds)
