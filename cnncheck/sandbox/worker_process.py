"""One worker process, as the supervisor sees it: started, spoken to under a deadline, ended."""

from __future__ import annotations

import json
import os
import secrets
import signal
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

from cnncheck.outcomes import Outcome
from cnncheck.sandbox import children, fork_server, wire
from cnncheck.sandbox.crashes import crash
from cnncheck.sandbox.jail import State
from cnncheck.sandbox.pipes import CHANNEL_HINT, NO_ANSWER, EndedError, HungUp, Pipes
from cnncheck.sandbox.strays import kill_strays
from cnncheck.sandbox.texts import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.sandbox.surroundings import Setup
    from cnncheck.sandbox.wire import Part

_LAST_BREATH = 1.0
_NUMBERS = 512
"""Numbers of questions that are drawn at once."""


class Process:
    """A worker process.

    Parameters
    ----------
    setup : Setup
    """

    def __init__(self, setup: Setup) -> None:
        self.state = State(0, False)
        self._folder = setup.folder
        self._token = fork_server.new_token()
        self._ended = False
        self._questions: list[int] = []
        self._asked: deque[int] = deque()
        self._child = children.begun(setup, self._token)
        child = self._child
        self._pipes = Pipes(child.questions, child.replies, child.printing)
        self._log = self._pipes.printed.oldest
        self._setup = json.dumps({**setup.message, "lifeline": child.lifeline}).encode()

    @property
    def log(self) -> str:
        """What was printed for the question that was answered last, or at which it ended."""
        return self.readable(self._log.text)

    def readable(self, text: str) -> str:
        """Make a text of the worker's printable, with file names as the person knows them."""
        return printable(text).replace(f"{self._folder}{os.sep}", "").replace(self._folder, ".")

    def start(self, deadline: float) -> State:
        """Wait until the worker is in jail and ready.

        Parameters
        ----------
        deadline : float
            On the clock of `time.monotonic`.

        Raises
        ------
        EndedError
        """
        self._send(wire.frame(wire.SETUP, 0, [self._setup]), deadline, first=True)
        said = self._receive(wire.JAIL, 0, 3, deadline)
        if len(said) != 3:
            raise EndedError(Outcome.PROTOCOL_ERROR, "did not say how it is jailed", CHANNEL_HINT)
        landlock, seccomp, enclosed = said
        self.state = State(landlock, bool(seccomp), bool(enclosed))
        return self.state

    def request(
        self, kind: bytes, payload: Sequence[Part], deadline: float, limit: int
    ) -> memoryview:
        """Put a question and wait for its answer.

        Parameters
        ----------
        kind : bytes
            `wire.LOAD` or `wire.CALL`.
        payload : sequence of bytes-like
        deadline : float
            On the clock of `time.monotonic`.
        limit : int
            The most bytes that the answer may have.

        Raises
        ------
        EndedError
        """
        self.ask(kind, [payload], deadline)
        return self.answer(deadline, limit)

    def ask(self, kind: bytes, payloads: Sequence[Sequence[Part]], deadline: float) -> None:
        """Put questions, perhaps while earlier ones are not answered yet.

        Raises
        ------
        EndedError
        """
        first, pieces = not self._asked, []
        for payload in payloads:
            question = self._number()
            self._pipes.printed.expect(wire.mark(question))
            self._asked.append(question)
            pieces += wire.frame(kind, question, payload)
        try:
            self._send(pieces, deadline, first=first)
        except EndedError:
            self._log = self._pipes.printed.oldest
            raise

    def answer(self, deadline: float, limit: int) -> memoryview:
        """Wait for the answer to the question that is not answered for longest.

        Raises
        ------
        EndedError
        """
        try:
            payload = self._receive(wire.REPLY, self._asked[0], limit, deadline)
        except EndedError:
            self._log = self._pipes.printed.oldest
            raise
        self._asked.popleft()
        self._log = self._pipes.printed.end()
        return payload

    @property
    def answering(self) -> bool:
        """Whether the next answer has begun to come, or never will."""
        try:
            return len(self._pipes.pending(wire.HEADER.size)) == wire.HEADER.size
        except HungUp:
            return True

    def kill(self) -> None:
        """Kill the worker and its process group; the worker stays a zombie until `end`.

        One that was forked just now has no group yet.
        """
        if self._ended:  # its number may be somebody else's
            return
        for kill in (os.killpg, os.kill):
            with suppress(ProcessLookupError, PermissionError):
                kill(self._child.pid, signal.SIGKILL)

    def end(self) -> None:
        """Kill the worker and whatever it started, and release everything; may be repeated."""
        if self._ended:
            return
        self.kill()
        self._ended = True
        self._child.end()
        if not self.state.seccomp:
            kill_strays(self._token)

    def _number(self) -> int:
        """Return the number of another question."""
        if not self._questions:  # one call of the system for many
            self._questions.extend(memoryview(secrets.token_bytes(8 * _NUMBERS)).cast("Q"))
        return self._questions.pop()

    def _send(self, pieces: Sequence[Part], deadline: float, *, first: bool) -> None:
        """Write whole frames; before the first of them no answer is due."""
        try:
            if first and self._pipes.pending(1):
                raise EndedError(
                    Outcome.PROTOCOL_ERROR, "was answered before it was asked", CHANNEL_HINT
                )
            for piece in wire.joined(pieces):
                self._pipes.send(piece, deadline)
        except HungUp:
            raise self._death() from None

    def _receive(self, kind: bytes, question: int, limit: int, deadline: float) -> memoryview:
        header = self._await(wire.HEADER.size, deadline)
        got_kind, got_question, length = wire.HEADER.unpack_from(header)
        if (got_kind, got_question) != (kind, question):
            raise EndedError(
                Outcome.PROTOCOL_ERROR,
                NO_ANSWER,
                CHANNEL_HINT,
            )
        if length > limit:
            raise EndedError(
                Outcome.REPLY_TOO_LARGE,
                f"announced a reply of {length:,} bytes, expected at most {limit:,}",
                "Look at how the result's shape is computed.",
            )
        whole = wire.HEADER.size + length
        self._await(whole, deadline)
        if not self._pipes.printed.has_ended:
            self._pipes.take_printing()
        return self._pipes.take(whole)[wire.HEADER.size :]

    def _await(self, count: int, deadline: float) -> bytearray:
        """Wait until so many bytes of the reply are there."""
        gone, first = False, True
        while True:
            try:
                pending = self._pipes.pending(count)
            except HungUp:
                raise self._death() from None
            if len(pending) >= count:
                return pending
            if gone:
                raise self._death()
            # A short reply comes at once. Else the worker's end is looked up, before the pipe is
            # read again, as what it wrote before is still to be had.
            gone = not (self._pipes.wait(deadline) and first) and self._child.status() is not None
            first = False

    def _death(self) -> EndedError:
        """Say how the worker ended, or that it only closed its channel."""
        deadline = time.monotonic() + _LAST_BREATH
        while (status := self._child.status()) is None and time.monotonic() < deadline:
            time.sleep(0.005)
        try:
            self._pipes.take_printing()
        except EndedError as flood:
            return flood
        if status is None:
            return EndedError(
                Outcome.CLOSED_CHANNEL, "closed the channel to cnncheck and went on", CHANNEL_HINT
            )
        return crash(status)
