"""The three pipes of a worker: questions to it, replies and printing from it."""

from __future__ import annotations

import os
import select
import time

from cnncheck.outcomes import Outcome

LOG_LIMIT = 8 << 20
"""Bytes that one call may print."""

_LOG_KEPT = 8192
_PIECE = 1 << 18
_NAP = 0.25


class EndedError(Exception):
    """A worker that is gone, or must go: it can be asked nothing more.

    Parameters
    ----------
    outcome : Outcome
    what : str
        Follows the name of what was asked: ``did not return within 10 s``.
    hint : str
    """

    def __init__(self, outcome: Outcome, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.outcome, self.what, self.hint = outcome, what, hint


class HungUp(Exception):  # noqa: N818 - what happened, not an error by itself
    """The worker's end of the replies is closed."""


class Pipes:
    """Reads and writes without ever waiting longer than a deadline.

    Parameters
    ----------
    questions, replies, printing : int
        File descriptors; made non-blocking.
    """

    def __init__(self, questions: int, replies: int, printing: int) -> None:
        self._questions, self._replies, self._printing = questions, replies, printing
        for descriptor in (questions, replies, printing):
            os.set_blocking(descriptor, False)
        self._pending = bytearray()
        self._head, self._tail, self._printed = bytearray(), bytearray(), 0
        self._poll = select.poll()
        self._poll.register(replies, select.POLLIN)
        self._poll.register(printing, select.POLLIN)
        self._printing_open = True

    def send(self, data: bytes | memoryview, deadline: float) -> None:
        """Write all of a piece of a frame.

        Raises
        ------
        HungUp
            When nobody reads any more.
        EndedError
            When the deadline passes.
        """
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[os.write(self._questions, rest) :]
            except BlockingIOError:
                self._poll.register(self._questions, select.POLLOUT)
                try:
                    self.wait(deadline)
                finally:
                    self._poll.unregister(self._questions)
            except BrokenPipeError:
                raise HungUp from None

    def wait(self, deadline: float) -> bool:
        """Wait a moment for anything to happen, and take what was printed.

        Returns
        -------
        bool
            Whether there is something of a reply. Returns now and then although nothing has happened:
            a process that the worker started may hold the pipes open after the worker's end.

        Raises
        ------
        EndedError
            When the deadline has passed, or too much was printed.
        """
        left = deadline - time.monotonic()
        if left <= 0:
            raise EndedError(Outcome.TIMEOUT, "did not return in time")
        ready = [descriptor for descriptor, _ in self._poll.poll(min(left, _NAP) * 1000 + 1)]
        if ready != [self._replies]:
            self.take_printing()
        return self._replies in ready

    def pending(self, wanted: int) -> bytearray:
        """Return the bytes of the reply that have come, reading no more than are wanted.

        Raises
        ------
        HungUp
            When fewer are there than wanted, and no more will come.
        """
        while len(self._pending) < wanted:
            try:
                piece = os.read(self._replies, min(_PIECE, wanted - len(self._pending)))
            except BlockingIOError:
                break
            if not piece:
                raise HungUp
            self._pending += piece
        return self._pending

    def clear(self) -> None:
        """Forget the reply that was read."""
        self._pending = bytearray()

    def take_printing(self) -> None:
        """Take what was printed, keeping its beginning and its end.

        Raises
        ------
        EndedError
            When it is more than `LOG_LIMIT`.
        """
        while self._printing_open:
            try:
                piece = os.read(self._printing, _PIECE)
            except BlockingIOError:
                return
            if not piece:
                self._printing_open = False
                self._poll.unregister(self._printing)
                return
            self._printed += len(piece)
            room = _LOG_KEPT - len(self._head)
            self._head += piece[: max(room, 0)]
            self._tail = (self._tail + piece[max(room, 0) :])[-_LOG_KEPT:]
            if self._printed > LOG_LIMIT:
                raise EndedError(
                    Outcome.OUTPUT_FLOOD,
                    f"printed more than {LOG_LIMIT >> 20} MiB",
                    "Take the print out of the inner loop.",
                )

    def clear_log(self) -> None:
        """Forget what was printed."""
        self._head, self._tail, self._printed = bytearray(), bytearray(), 0

    @property
    def log(self) -> str:
        """What was printed, with a note where the middle was left out."""
        head, tail = (part.decode("utf-8", "backslashreplace") for part in (self._head, self._tail))
        cut = self._printed - len(self._head) - len(self._tail)
        return f"{head}\n... {cut:,} bytes left out ...\n{tail}" if cut else head + tail
