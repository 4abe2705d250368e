"""Code under test in processes of its own: the supervisor."""

from __future__ import annotations

import tempfile
import threading
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cnncheck.errors import UsageError
from cnncheck.implementations import frames, staging, wire
from cnncheck.implementations.base import Reply
from cnncheck.implementations.builtin import NAME as BUILTIN
from cnncheck.implementations.jail import State
from cnncheck.implementations.openness import openness
from cnncheck.implementations.pipes import EndedError
from cnncheck.implementations.process import Process, Setup
from cnncheck.implementations.tracebacks import printable
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.implementations.options import Options
    from cnncheck.implementations.submission import Layout
    from cnncheck.operators.problem import Problem

_REPLY_AT_LEAST = 64 << 20
"""A result of a wrong shape is still worth showing, up to this size or 4 times the right one."""

_OVERHEAD = 1 << 19
"""Bytes of a reply beside its array: four texts and a header."""


class Isolated:
    """An implementation in worker processes, which are replaced when they end.

    Parameters
    ----------
    layout : Layout, optional
        The files in their own place; ``None`` for the built-in layers.
    options : Options

    Raises
    ------
    UsageError
        When a jail is required and cannot be had, or the files cannot be copied.

    Notes
    -----
    What holds where the jail reports itself on: the code under test cannot read the case files,
    reach the network, start processes, signal others, write files, or outlive the run; expected
    values are never in its process. It can still use up its own time and memory, and it can
    disturb what the worker says of itself: which function was called, and how long it took.
    """

    def __init__(self, layout: Layout | None, options: Options) -> None:
        self._name = BUILTIN if layout is None else layout.label
        self._options = options
        self._folder = tempfile.TemporaryDirectory(prefix="cnncheck-", ignore_cleanup_errors=True)
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(options.workers)
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._absent: dict[str, Reply] = {}
        self._broken: Reply | None = None
        self._state: State | None = None
        self._closed = False
        try:
            self._whole = layout is not None and layout.entry is not None
            self._setup = self._prepare(layout)
            if options.require_jail:
                self._require_jail()
        except BaseException:
            self.close()
            raise

    @property
    def name(self) -> str:
        """What reports call it."""
        return self._name

    @property
    def isolation(self) -> str:
        """How the code is contained, in words for the report; starts a worker if none runs yet."""
        if self._state is None:
            with self._slots:
                try:
                    self._give_back(self._take())
                except EndedError as end:
                    return f"own process, which did not start: {end.what}"
        state = self._state or State(0, False)
        limits = f"{self._options.memory / (1 << 20):g} MiB, {self._options.timeout:g} s a call"
        jailed = "jailed" if state.closed else "not fully jailed"
        return f"own process, {jailed} ({state}), {limits}"

    def ask(self, problem: Problem, forbid: Sequence[str] = ()) -> Reply:
        """Call the function in a worker.

        Parameters
        ----------
        problem : Problem
        forbid : sequence of str, optional
            Dotted names that may not be used for this question.
        """
        function = problem.function
        names = [*self._options.forbid.get(function, ()), *forbid]
        with self._slots:
            if self._closed:
                raise RuntimeError(f"{self._name} is closed")
            if (absent := self._known_absent(function)) is not None:
                return absent
            started = time.monotonic()
            asked = f"{function}({', '.join(problem.arguments)})"
            worker = None
            try:
                worker = self._take()
                if (reply := self._load(worker, function)) is None:
                    started = time.monotonic()
                    reply = worker.call(problem, names)
            except EndedError as end:
                return self._ended(end, worker, asked, time.monotonic() - started)
            self._give_back(worker)
            return reply

    def close(self) -> None:
        """End every worker and remove the copies; may be repeated."""
        with self._lock:
            self._closed = True
            workers, self._all, self._idle = list(self._all), set(), []
        for worker in workers:
            worker.process.end()
        self._folder.cleanup()

    def _prepare(self, layout: Layout | None) -> Setup:
        folder = Path(self._folder.name)
        staged = None if layout is None else staging.copy(layout, folder)
        opened = openness(self._options.allow, builtin=layout is None)
        message = {
            "layout": None if staged is None else asdict(staged),
            "jail": True,
            "readable": [*opened.readable, str(folder)],
            "listable": opened.listable,
            "path": opened.path,
            "allow": self._options.allow,
            "memory": self._options.memory,
        }
        return Setup(message, str(folder), self._options.threads)

    def _require_jail(self) -> None:
        isolation = self.isolation
        if self._state is None or not self._state.closed:
            raise UsageError(
                f"a jail is required, but {self._name} would run in: {isolation}",
                "use a Linux kernel with Landlock (5.13 or later) and seccomp, or leave out "
                "--require-jail",
            )

    def _take(self) -> _Worker:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        worker = _Worker(Process(self._setup), self._options)
        with self._lock:
            self._all.add(worker)
            closed = self._closed
        try:
            if closed:
                raise EndedError(Outcome.CLOSED_CHANNEL, "was closed while it started")
            self._state = worker.process.start(time.monotonic() + self._options.load_timeout)
        except EndedError as end:
            reply = Reply(
                None,
                Outcome.TOOL_ERROR,
                f"the worker process for {self._name} {end.what} while it started",
                "This is cnncheck's own failure; what it printed says more.",
                printable(worker.process.log),
            )
            self._discard(worker)
            raise _EndedWithReplyError(reply) from None
        except BaseException:
            self._discard(worker)
            raise
        return worker

    def _give_back(self, worker: _Worker) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(worker)

    def _discard(self, worker: _Worker) -> None:
        worker.process.end()
        with self._lock:
            self._all.discard(worker)

    def _load(self, worker: _Worker, function: str) -> Reply | None:
        """Load a function on first use; remember for good why it is not there."""
        try:
            absent = worker.load(function)
        except EndedError as end:
            what = end.what
            if end.outcome is Outcome.TIMEOUT:
                what = f"did not finish within {self._options.load_timeout:g} s"
            absent = Reply(
                None,
                Outcome.LOAD_ERROR,
                f"{self._name} cannot be loaded: it {what}",
                "Code outside of functions runs when the file is loaded; move demonstrations below "
                "`if __name__ == '__main__':`.",
                printable(worker.process.log),
            )
            self._remember(function, absent)
            raise _EndedWithReplyError(absent) from None
        if absent is not None:
            self._remember(function, absent)
        return absent

    def _remember(self, function: str, absent: Reply) -> None:
        self._absent[function] = absent
        one_file = self._whole and function not in self._options.bind
        if one_file and absent.outcome is Outcome.LOAD_ERROR:
            self._broken = absent

    def _known_absent(self, function: str) -> Reply | None:
        return self._absent.get(function) or (
            None if function in self._options.bind else self._broken
        )

    def _ended(self, end: EndedError, worker: _Worker | None, asked: str, seconds: float) -> Reply:
        """Put away a worker that ended, and say so in the name of the question."""
        log = ""
        if worker is not None:
            log = printable(worker.process.log)
            self._discard(worker)
        if isinstance(end, _EndedWithReplyError):
            return end.reply
        what, hint = end.what, end.hint
        if end.outcome is Outcome.TIMEOUT:
            what = f"did not return within {self._options.timeout:g} s"
            hint = "Look for a loop that never ends; if it is only slow, allow more with --timeout."
        return Reply(None, end.outcome, f"{asked} {what}", hint, log, seconds)


class _EndedWithReplyError(EndedError):
    """A worker that ended before it could be asked: while it started, or loaded people's code."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.outcome, reply.message)
        self.reply = reply


class _Worker:
    """A process, and which functions it has loaded."""

    def __init__(self, process: Process, options: Options) -> None:
        self.process = process
        self._options = options
        self._loaded: set[str] = set()

    def load(self, function: str) -> Reply | None:
        """Load a function; return why it is not there, if so."""
        if function in self._loaded:
            return None
        deadline = time.monotonic() + self._options.load_timeout
        payload = self.process.request(wire.LOAD, frames.text(function), deadline, _OVERHEAD)
        reply = self._read(payload, loading=True)
        if reply.outcome is Outcome.PASSED:
            self._loaded.add(function)
            return None
        return self._with_log(reply)

    def call(self, problem: Problem, forbid: Sequence[str]) -> Reply:
        """Call a function that is loaded."""
        deadline = time.monotonic() + self._options.timeout
        limit = max(_REPLY_AT_LEAST, 4 * problem.nbytes)
        payload = frames.call(problem.function, problem.arguments, forbid, limit)
        return self._with_log(
            self._read(self.process.request(wire.CALL, payload, deadline, limit + _OVERHEAD))
        )

    def _read(self, payload: bytearray, *, loading: bool = False) -> Reply:
        try:
            return frames.read_reply(payload, loading=loading)
        except frames.FrameError as error:
            raise EndedError(
                Outcome.PROTOCOL_ERROR,
                f"sent a reply that cannot be read: {error}",
                "Something writes to cnncheck's own channel; print to sys.stdout instead.",
            ) from None

    def _with_log(self, reply: Reply) -> Reply:
        """Put what was printed before the traceback; the texts may come from hostile code."""
        log = "\n".join(part for part in (self.process.log.rstrip(), reply.log) if part)
        if not (log or reply.message or reply.hint):
            return reply
        message, hint = printable(reply.message), printable(reply.hint)
        return replace(reply, message=message, hint=hint, log=printable(log))
