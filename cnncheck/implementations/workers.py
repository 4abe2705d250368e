"""One worker as it is asked: a function is loaded on first use, then called."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from cnncheck.calls import Reply
from cnncheck.outcomes import Outcome
from cnncheck.sandbox import frames, packing, wire
from cnncheck.sandbox.pipes import EndedError
from cnncheck.sandbox.texts import bounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.calls import Call
    from cnncheck.options import Options
    from cnncheck.sandbox.wire import Part
    from cnncheck.sandbox.worker_process import Process

_REPLY_AT_LEAST = 64 << 20
"""A result of a wrong shape is still worth showing, up to this size or 4 times the right one."""

_MOST_NOTES, _LONGEST_NOTE = 8, 300

_OVERHEAD = 1 << 19
"""Bytes of a reply beside its array: five texts and a header."""

_ANY = 1 << 62
"""Bytes for which there is always room."""

_TOGETHER = 8
"""Questions that are written together where replies are not waited for: to wake a process takes longer
than to write a small one."""

_LONGEST_MESSAGE = 4000
_LONGEST_LOG = 1 << 16
"""Characters; our own side of the worker keeps to less, code that speaks for it may not."""


_ENCODED: WeakKeyDictionary[Call, tuple[tuple[str, ...], int, list[Part]]] = WeakKeyDictionary()
"""Questions, as long as somebody keeps their calls to ask them again."""


class WithReplyError(EndedError):
    """A worker that ended before it could be asked; the reply says why.

    Parameters
    ----------
    reply : Reply
    """

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.outcome, reply.message)
        self.reply = reply


class Worker:
    """A process, and which functions it has loaded.

    Parameters
    ----------
    process : Process
    name : str
        What reports call the implementation.
    options : Options

    Attributes
    ----------
    initiated : bool
        Whether it was given a hidden problem.
    unfit : bool
        Whether something was written or read by halves, so that nothing more can be asked.
    """

    def __init__(self, process: Process, name: str, options: Options) -> None:
        self.process = process
        self._name = name
        self._options = options
        self.initiated = False
        self.unfit = False
        self.notes: tuple[str, ...] = ()
        self._loaded: set[str] = set()
        self._put: deque[tuple[int, int]] = deque()
        self._held: list[list[Part]] = []
        self._written: deque[float] = deque()
        self._under_way, self._last = 0, 0.0

    def has(self, function: str) -> bool:
        """Whether it has loaded a function."""
        return function in self._loaded

    def load(self, function: str, deadline: float) -> Reply | None:
        """Load a function.

        Parameters
        ----------
        function : str
        deadline : float
            On the clock of `time.monotonic`.

        Returns
        -------
        Reply, optional
            ``None`` when it is there; else why it is not.

        Raises
        ------
        WithReplyError
        """
        if function in self._loaded:
            return None
        try:
            payload = self.process.request(wire.LOAD, [packing.text(function)], deadline, _OVERHEAD)
            reply = self._read(payload, loading=True)
        except EndedError as end:
            if self._options.hurry is not None and end.outcome is Outcome.TIMEOUT:
                raise
            raise self._not_loaded(end) from None
        if reply.outcome is Outcome.PASSED:
            self._loaded.add(function)
            lines = self.process.readable(reply.message).splitlines()[:_MOST_NOTES]
            self.notes = tuple(line[:_LONGEST_NOTE] for line in lines)
            return None
        return self._with_log(reply)

    def call(self, asked: Call, forbid: Sequence[str], deadline: float) -> Reply:
        """Call a function that is loaded.

        Parameters
        ----------
        asked : Call
        forbid : sequence of str
        deadline : float
            On the clock of `time.monotonic`.

        Raises
        ------
        EndedError
        """
        self.put(asked, forbid, deadline)
        return self.reply(deadline)

    def put(self, asked: Call, forbid: Sequence[str], deadline: float, room: int = _ANY) -> bool:
        """Ask for a call, perhaps while others are under way.

        Parameters
        ----------
        asked : Call
        forbid : sequence of str
        deadline : float
        room : int, optional
            The most bytes that all questions under way may have together.

        Returns
        -------
        bool
            Whether there was room for it.

        Raises
        ------
        EndedError
        """
        limit = max(_REPLY_AT_LEAST, 4 * asked.nbytes)
        payload = _encoded(asked, tuple(forbid), limit)
        size = sum(map(len, payload))
        if self._under_way + size > room:
            return False
        self._under_way += size
        self._put.append((limit, size))
        self._held.append(payload)
        if len(self._held) == _TOGETHER:
            self._write(deadline)
        return True

    def _write(self, deadline: float) -> None:
        """Write what is held."""
        payloads, self._held = self._held, []
        if not payloads:
            return
        # The clock is ours: the worker's could be turned back by the code under test.
        self._written.extend([time.perf_counter()] * len(payloads))
        self.unfit = True  # unless all of it is written
        self.process.ask(wire.CALL, payloads, deadline)
        self.unfit = False

    def reply(self, deadline: float) -> Reply:
        """Wait for the reply to the call that was asked for first.

        Raises
        ------
        EndedError
        """
        if not self._written:
            self._write(deadline)
        limit, size = self._put[0]
        self.unfit = True  # unless all of it is read
        answer = self.process.answer(deadline, limit + _OVERHEAD)
        self.unfit = False
        now = time.perf_counter()
        seconds, self._last = now - self.begun, now
        self._put.popleft()
        self._written.popleft()
        self._under_way -= size
        return self._with_log(self._read(answer, seconds=seconds))

    @property
    def begun(self) -> float:
        """When it began with the call that it is at, as far as we have seen, by `time.perf_counter`."""
        written = self._written[0] if self._written else time.perf_counter()
        return max(written, self._last)

    def _not_loaded(self, end: EndedError) -> WithReplyError:
        what = end.what
        if end.outcome is Outcome.TIMEOUT:
            what = f"did not finish within {self._options.load_timeout:g} s"
        message = f"{self._name} cannot be loaded: it {what}"
        hint = (
            "Code outside of functions runs when the file is loaded; move demonstrations below "
            "`if __name__ == '__main__':`."
        )
        return WithReplyError(Reply(None, Outcome.LOAD_ERROR, message, hint, self.process.log))

    def _read(self, payload: memoryview, *, loading: bool = False, seconds: float = 0.0) -> Reply:
        try:
            return frames.read_reply(payload, loading=loading, seconds=seconds)
        except packing.FrameError as error:
            raise EndedError(
                Outcome.PROTOCOL_ERROR,
                f"sent a reply that cannot be read: {bounded(str(error), 300)}",
                "Something writes to cnncheck's own channel; print to sys.stdout instead.",
            ) from None

    def _with_log(self, reply: Reply) -> Reply:
        """Put what was printed before the traceback; the texts may come from hostile code."""
        log = "\n".join(part for part in (self.process.log.rstrip(), reply.log) if part)
        if not (log or reply.message or reply.hint):
            return reply
        message, hint = (
            bounded(self.process.readable(text), _LONGEST_MESSAGE)
            for text in (reply.message, reply.hint)
        )
        return replace(
            reply, message=message, hint=hint, log=bounded(self.process.readable(log), _LONGEST_LOG)
        )


def _encoded(asked: Call, forbid: tuple[str, ...], limit: int) -> list[Part]:
    """Return a question as it is written; one that was asked before is not encoded again."""
    if (known := _ENCODED.get(asked)) and known[:2] == (forbid, limit):
        return known[2]
    payload = wire.joined(frames.call(asked, forbid, limit))
    _ENCODED[asked] = (forbid, limit, payload)
    return payload
