"""Code under test in processes of its own: the supervisor."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.calls import Reply
from cnncheck.dialects.choosing import USUAL
from cnncheck.errors import UsageError
from cnncheck.implementations.absent import Absences
from cnncheck.implementations.base import BUILTIN, WHOLE
from cnncheck.implementations.patience import Patience
from cnncheck.implementations.setting_up import set_up
from cnncheck.implementations.speaking import Speaking
from cnncheck.implementations.workers import WithReplyError, Worker
from cnncheck.outcomes import Outcome
from cnncheck.sandbox.folders import Folder
from cnncheck.sandbox.jail import State
from cnncheck.sandbox.pipes import EndedError
from cnncheck.sandbox.worker_process import Process

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.calls import Call
    from cnncheck.dialects.choosing import Choice
    from cnncheck.options import Options
    from cnncheck.submission.locating import Layout


_START_TIMEOUT = 60.0
"""Seconds for an interpreter, NumPy and allowed packages; a disk may be slow."""


class Isolated(Speaking):
    """An implementation in worker processes, which are replaced when they end.

    Parameters
    ----------
    layout : Layout, optional
        The files in their own place; ``None`` for the built-in layers.
    options : Options
    choice : Choice, optional
        How its functions are called.
    prime : int, optional
        Of a field whose elements take the place of floats.

    Raises
    ------
    UsageError
        When a required jail cannot be had, or the files cannot be copied.

    Notes
    -----
    What holds where the jail reports itself on: the code under test cannot read the case files,
    reach the network, start processes, signal others, write files, or outlive the run; expected
    values are never in its process. It can still use up its own time and memory, and it can
    disturb what the worker says of itself: which function was called, and how long it took. What a
    worker learnt from a hidden problem ends with it: visible ones are put to others.
    """

    def __init__(
        self, layout: Layout | None, options: Options, choice: Choice = USUAL, *, prime: int = 0
    ) -> None:
        self.choice = choice
        self._name = BUILTIN if layout is None else layout.label
        self._options = options
        self._patience = Patience(options)
        self._folder = Folder()
        self._lock = threading.Lock()
        self._closing = threading.Lock()
        self._notes = dict.fromkeys(() if layout is None else layout.notes)
        self._slots = threading.BoundedSemaphore(options.workers)
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        one_file = layout is not None and layout.entry is not None
        self._absences = Absences(self._name, options.bind, whole=one_file)
        self._state: State | None = None
        self._closed = False
        try:
            self._setup = set_up(layout, options, self._folder.path, prime)
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
                    self._give_back(self._take(hidden=False))
                except EndedError as end:
                    return f"own process, which did not start: {end.what}"
        state = self._state or State(0, False)
        limits = f"{self._options.memory / (1 << 20):g} MiB, {self._options.timeout:g} s a call"
        jailed = WHOLE if state.closed else "own process, not fully jailed"
        return f"{jailed} ({state}), {limits}"

    @property
    def notes(self) -> list[str]:
        """What a report says of how the code ran."""
        return list(self._notes)

    def find(self, function: str) -> Reply | None:
        """Load a function in a worker; return why it is not there, ``None`` when it is."""
        with self._slots:
            if (known := self._absences.known(function, hidden=False)) is not None:
                return known
            worker = None
            try:
                worker = self._take(hidden=False)
                absent = self._load(worker, function, function)
            except EndedError as end:
                return self._ended(end, worker, function, function, 0.0)
            except BaseException:
                if worker is not None:
                    self._discard(worker)
                raise
            self._give_back(worker)
            return absent

    def call(self, call: Call, forbid: Sequence[str] = ()) -> Reply:
        """Call the function in a worker.

        Parameters
        ----------
        call : Call
        forbid : sequence of str, optional
            Dotted names that may not be used for this question.
        """
        function = call.function
        names = [*self._options.forbid.get(function, ()), *forbid]
        with self._slots:
            if self._closed:
                raise RuntimeError(f"{self._name} is closed")
            asked = str(call)
            absent = (self._absences.known(each, call.hidden) for each in call.functions)
            if known := next(filter(None, absent), None) or self._patience.refusal(function, asked):
                return known
            started = time.monotonic()
            worker = None
            try:
                worker = self._take(call.hidden)
                loaded = (self._load(worker, each, asked) for each in call.functions)
                if (reply := next(filter(None, loaded), None)) is None:
                    started = time.monotonic()
                    deadline = self._patience.call_deadline(function)
                    reply = worker.call(call, names, deadline)
                    self._patience.took(function, time.monotonic() - started)
            except EndedError as end:
                return self._ended(end, worker, function, asked, time.monotonic() - started)
            except BaseException:
                if worker is not None:
                    self._discard(worker)
                raise
            self._give_back(worker)
            return reply

    def close(self) -> None:
        """End every worker and remove the copies; may be repeated, and called from any thread."""
        with self._closing:
            self._close()

    def _close(self) -> None:
        with self._lock:
            self._closed = True
            for worker in self._all:
                worker.process.kill()
        # Calls in other threads see the death at once and let go of their descriptors.
        for _ in range(self._options.workers):
            self._slots.acquire()
        for worker in list(self._all):
            self._discard(worker)
        self._idle.clear()
        self._slots.release(self._options.workers)
        self._folder.close()

    def _require_jail(self) -> None:
        isolation = self.isolation
        if self._state is None or not self._state.closed:
            reach = "; ".join((self._state or State(0, False)).missing)
            raise UsageError(
                f"a jail is required, but {self._name} would run in: {isolation}: {reach}",
                "use a Linux kernel with Landlock (5.13 or later) and seccomp, or leave out "
                "--require-jail",
            )

    def _take(self, hidden: bool) -> Worker:
        """Return a worker; whoever has seen a hidden problem is given no visible one any more."""
        with self._lock:
            worker = self._idle.pop() if self._idle else None
        if worker is not None and (hidden or not worker.initiated):
            worker.initiated |= hidden
            return worker
        if worker is not None:
            self._discard(worker)
        try:
            worker = Worker(Process(self._setup), self._name, self._options)
        except OSError as error:
            raise self._no_start(f"could not be started: {error.strerror}") from None
        with self._lock:
            self._all.add(worker)
            closed = self._closed
        try:
            if closed:
                raise EndedError(Outcome.TOOL_ERROR, "was closed")
            self._state = worker.process.start(time.monotonic() + _START_TIMEOUT)
            worker.initiated = hidden
        except EndedError as end:
            log = worker.process.log
            self._discard(worker)
            raise self._no_start(f"{end.what} while it started", log) from None
        except BaseException:
            self._discard(worker)
            raise
        return worker

    def _no_start(self, what: str, log: str = "") -> WithReplyError:
        message = f"the worker process for {self._name} {what}"
        hint = "This is cnncheck's own failure, or the system's; --no-isolation does without."
        return WithReplyError(Reply(None, Outcome.TOOL_ERROR, message, hint, log))

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(worker)

    def _discard(self, worker: Worker) -> None:
        worker.process.end()
        with self._lock:
            self._all.discard(worker)

    def _load(self, worker: Worker, function: str, asked: str) -> Reply | None:
        """Load a function on first use; remember for good why it is not there."""
        try:
            absent = worker.load(function, self._patience.deadline(self._options.load_timeout))
        except WithReplyError as end:
            if late := self._patience.refusal(function, asked):  # no fault of the file's
                raise WithReplyError(late) from None
            self._absences.remember(function, end.reply, worker.initiated)
            raise
        if not worker.initiated:  # else a note could tell what a hidden case is
            self._notes.update(dict.fromkeys(worker.notes))
        if absent is None:
            self._absences.found(function)
            return None
        return self._absences.remember(function, absent, worker.initiated)

    def _ended(
        self, end: EndedError, worker: Worker | None, function: str, asked: str, seconds: float
    ) -> Reply:
        """Put away a worker that ended, and say so in the name of the question."""
        log = ""
        if worker is not None:
            log = worker.process.log
            self._discard(worker)
        if isinstance(end, WithReplyError):
            return end.reply
        if self._closed:
            return Reply(None, Outcome.TOOL_ERROR, f"{asked} was stopped", log=log)
        if end.outcome is Outcome.TIMEOUT:
            late = self._patience.timed_out(function, asked)
            return replace(late, log=log, seconds=seconds)
        return Reply(None, end.outcome, f"{asked} {end.what}", end.hint, log, seconds)
