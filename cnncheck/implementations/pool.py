"""The workers of one implementation: started when they are needed, and put away when they end."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from cnncheck.calls import Reply
from cnncheck.errors import UsageError
from cnncheck.implementations.base import WHOLE
from cnncheck.implementations.workers import WithReplyError, Worker
from cnncheck.outcomes import Outcome
from cnncheck.sandbox import fork_server
from cnncheck.sandbox.jail import State
from cnncheck.sandbox.pipes import EndedError
from cnncheck.sandbox.worker_process import Process

if TYPE_CHECKING:
    from cnncheck.options import Options
    from cnncheck.sandbox.surroundings import Setup

_START_TIMEOUT = 60.0
"""Seconds for an interpreter, NumPy and allowed packages; a disk may be slow."""


class Pool:
    """Workers at rest, and all that there are; from any thread.

    Parameters
    ----------
    name : str
        What reports call the implementation.
    options : Options

    Attributes
    ----------
    setup : Setup, optional
        Of each worker; to be set before the first is taken.
    state : State, optional
        How the last one is jailed that started.
    closed : bool
        Whether no worker is started any more.
    """

    def __init__(self, name: str, options: Options) -> None:
        self._name, self._options = name, options
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self.setup: Setup | None = None
        self.state: State | None = None
        self.closed = False
        fork_server.hold()
        self._held = True

    @property
    def isolation(self) -> str:
        """How the last worker that started is contained, in words for the report."""
        state = self.state or State(0, False)
        limits = f"{self._options.memory / (1 << 20):g} MiB, {self._options.timeout:g} s a call"
        jailed = WHOLE if state.closed else "own process, not fully jailed"
        return f"{jailed} ({state}), {limits}"

    def require_jail(self, isolation: str) -> None:
        """Raise `UsageError` unless the last worker is jailed.

        Parameters
        ----------
        isolation : str
            How it would run, in words.
        """
        state = self.state or State(0, False)
        if not state.closed:
            raise UsageError(
                f"a jail is required, but {self._name} would run in: {isolation}: "
                f"{'; '.join(state.missing)}",
                "use a Linux kernel with Landlock (5.13 or later) and seccomp, or leave out "
                "--require-jail",
            )

    def rested(self) -> Worker | None:
        """Take a worker that is at rest, if there is one."""
        with self._lock:
            return self._idle.pop() if self._idle else None

    def take(self, hidden: bool, worker: Worker | None = None) -> Worker:
        """Return a worker; whoever has seen a hidden problem is given no visible one any more.

        Parameters
        ----------
        hidden : bool
            Whether the problem is one that it is wanted for.
        worker : Worker, optional
            One that is taken already, and will do if it is fit.

        Raises
        ------
        WithReplyError
            When none could be started.
        """
        worker = worker or self.rested()
        if worker is not None and not worker.unfit and (hidden or not worker.initiated):
            worker.initiated |= hidden
            return worker
        if worker is not None:
            self.discard(worker)
        return self._started(hidden)

    def give_back(self, worker: Worker) -> None:
        """Let a worker rest."""
        with self._lock:
            if not self.closed:
                self._idle.append(worker)

    def discard(self, worker: Worker) -> None:
        """End a worker."""
        worker.process.end()
        with self._lock:
            self._all.discard(worker)

    def kill(self) -> None:
        """Kill all workers, and start none any more; whoever waits for one sees its death at once."""
        with self._lock:
            self.closed = True
            for worker in self._all:
                worker.process.kill()

    def close(self) -> None:
        """End all workers; nobody uses any."""
        for worker in list(self._all):
            self.discard(worker)
        self._idle.clear()
        if self._held:
            self._held = False
            fork_server.release()

    def _started(self, hidden: bool) -> Worker:
        assert self.setup is not None
        try:
            worker = Worker(Process(self.setup), self._name, self._options)
        except OSError as error:
            raise self._no_start(f"could not be started: {error.strerror}") from None
        with self._lock:
            self._all.add(worker)
            closed = self.closed
        try:
            if closed:
                raise EndedError(Outcome.TOOL_ERROR, "was closed")
            self.state = worker.process.start(time.monotonic() + _START_TIMEOUT)
            worker.initiated = hidden
        except EndedError as end:
            log = worker.process.log
            self.discard(worker)
            raise self._no_start(f"{end.what} while it started", log) from None
        except BaseException:
            self.discard(worker)
            raise
        return worker

    def _no_start(self, what: str, log: str = "") -> WithReplyError:
        message = f"the worker process for {self._name} {what}"
        hint = "This is cnncheck's own failure, or the system's; --no-isolation does without."
        return WithReplyError(Reply(None, Outcome.TOOL_ERROR, message, hint, log))
