"""The three pipes of a worker: questions to it, replies and printing from it."""

from __future__ import annotations

import os
import select
import time

from cnncheck.outcomes import Outcome
from cnncheck.sandbox.printing import LIMIT, Printing

NO_ANSWER = "sent bytes that are no answer to what was asked"
CHANNEL_HINT = "Something writes to cnncheck's own channel; print to sys.stdout instead."

_PIECE = 1 << 18
_TOGETHER = 1 << 14
"""Bytes of replies that are read at once, where so many are there."""

_NAP = 0.25
_MOST_AHEAD = 1 << 20
"""Bytes of replies that are taken while questions are still being written."""


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

    Attributes
    ----------
    printed : Printing
        What has been printed, as far as it was taken.
    """

    def __init__(self, questions: int, replies: int, printing: int) -> None:
        self._questions, self._replies, self._printing = questions, replies, printing
        for descriptor in (questions, replies, printing):
            os.set_blocking(descriptor, False)
        self._pending = bytearray()
        self.printed = Printing()
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
                    replied = self.wait(deadline)
                finally:
                    self._poll.unregister(self._questions)
                if replied:  # it may wait for us to read before it reads
                    self._read_ahead()
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
        if self.printed.flooded and self._replies not in ready:
            raise _flood()
        return self._replies in ready

    def pending(self, wanted: int) -> bytearray:
        """Return the bytes of replies that have come, reading few more than are wanted.

        Raises
        ------
        HungUp
            When fewer are there than wanted, and no more will come.
        """
        while (missing := wanted - len(self._pending)) > 0:
            try:
                # Several short replies are there at once, and each call of the system takes longer
                # than to read one of them.
                piece = os.read(self._replies, min(_PIECE, max(missing, _TOGETHER)))
            except BlockingIOError:
                break
            if not piece:
                raise HungUp
            self._pending += piece
        return self._pending

    def _read_ahead(self) -> None:
        """Take more of replies than is wanted yet.

        Raises
        ------
        EndedError
            When nobody could have asked for so much.
        """
        if len(self._pending) > _MOST_AHEAD:
            raise EndedError(Outcome.PROTOCOL_ERROR, NO_ANSWER, CHANNEL_HINT)
        self.pending(len(self._pending) + _PIECE)

    def take(self, count: int) -> memoryview:
        """Return so many bytes that have come, and go on behind them."""
        if count > _TOGETHER:
            data, self._pending = self._pending, self._pending[count:]
            return memoryview(data)[:count]
        data = self._pending[:count]
        del self._pending[:count]
        return memoryview(data)

    def take_printing(self) -> None:
        """Take what was printed.

        Raises
        ------
        EndedError
            When it is more than `LIMIT` for the oldest question.
        """
        while self._printing_open and not self.printed.flooded:
            try:
                piece = os.read(self._printing, _PIECE)
            except BlockingIOError:
                return
            if not piece:
                self._printing_open = False
                self._poll.unregister(self._printing)
                return
            self.printed.take(piece)
            if len(piece) < _PIECE:
                break
        if self.printed.oldest.size > LIMIT:
            raise _flood()


def _flood() -> EndedError:
    what = f"printed more than {LIMIT >> 20} MiB"
    return EndedError(Outcome.OUTPUT_FLOOD, what, "Take the print out of the inner loop.")
