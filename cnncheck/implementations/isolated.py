"""Code under test in processes of its own: the supervisor."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from cnncheck.calls import Reply
from cnncheck.dialects.choosing import USUAL
from cnncheck.implementations.absent import Absences
from cnncheck.implementations.ahead import Ahead, Promise, Told
from cnncheck.implementations.base import BUILTIN
from cnncheck.implementations.patience import Patience
from cnncheck.implementations.pool import Pool
from cnncheck.implementations.setting_up import set_up
from cnncheck.implementations.speaking import Speaking
from cnncheck.implementations.workers import WithReplyError
from cnncheck.outcomes import Outcome
from cnncheck.sandbox.folders import Folder
from cnncheck.sandbox.pipes import EndedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.calls import Call
    from cnncheck.dialects.choosing import Choice
    from cnncheck.implementations.ahead import Owed
    from cnncheck.implementations.base import Promised
    from cnncheck.implementations.workers import Worker
    from cnncheck.operators.problem import Problem
    from cnncheck.options import Options
    from cnncheck.submission.locating import Layout


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
        self._choice = choice
        self._name = BUILTIN if layout is None else layout.label
        self._options = options
        self._patience = Patience(options)
        self._folder = Folder()
        self._pool = Pool(self._name, options)
        self._closing = threading.Lock()
        self._notes = dict.fromkeys(() if layout is None else layout.notes)
        # A lock is taken in a fraction of the time, and two threads are seldom wanted.
        self._slots: threading.Lock | threading.Semaphore = (
            threading.Lock()
            if options.workers == 1
            else threading.BoundedSemaphore(options.workers)
        )
        one_file = layout is not None and layout.entry is not None
        self._absences = Absences(self._name, options.bind, whole=one_file)
        self._ahead = Ahead(self)
        try:
            self._pool.setup = set_up(layout, options, self._folder.path, prime)
            if options.require_jail:
                self._pool.require_jail(self.isolation)
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
        if self._pool.state is None:
            with self._slots:
                try:
                    self._pool.give_back(self._take(hidden=False))
                except EndedError as end:
                    return f"own process, which did not start: {end.what}"
        return self._pool.isolation

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
                    self._pool.discard(worker)
                raise
            self._pool.give_back(worker)
            return absent

    def call(self, call: Call, forbid: Sequence[str] = ()) -> Reply:
        """Call the function in a worker.

        Parameters
        ----------
        call : Call
        forbid : sequence of str, optional
            Dotted names that may not be used for this question.
        """
        function, asked = call.function, str(call)
        names = self._forbidden(function, forbid)
        with self._slots:
            if self._pool.closed:
                raise RuntimeError(f"{self._name} is closed")
            if known := self._known_reply(call):
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
                    self._pool.discard(worker)
                raise
            self._pool.give_back(worker)
            return reply

    def ask_ahead(self, problem: Problem, forbid: Sequence[str] = ()) -> Promised | None:
        """Put a problem behind others that are not answered yet.

        Parameters
        ----------
        problem : Problem
        forbid : sequence of str, optional
            As for `ask`.

        Returns
        -------
        Promised, optional
            ``None`` where the problem cannot be put now. Whatever is asked by `ask` comes after all that
            was put ahead.
        """
        call = self._call_for(problem)
        if isinstance(call, Reply):
            return Told(call)
        if absent := self._known_absence(call):
            return Told(self._said(problem, call, absent))
        owed = self._put_ahead(call, forbid)
        hear = partial(self._heard, problem, call, forbid)
        return None if owed is None else Promise(owed, hear, self._ahead)

    def _put_ahead(self, call: Call, forbid: Sequence[str]) -> Owed | None:
        if self._options.workers > 1 or self._pool.closed:
            return None
        with self._slots:
            worker = self._ahead.worker = self._ahead.worker or self._pool.rested()
            if worker is None or worker.initiated != call.hidden:
                return None
            if not all(map(worker.has, call.functions)):
                return None
            if self._patience.refusal(call.function, call):
                return None
            return self._ahead.put(call, self._forbidden(call.function, forbid))

    def _heard(self, problem: Problem, call: Call, forbid: Sequence[str], owed: Owed) -> Reply:
        """Return a reply that was owed; a call that was lost with its worker is made by itself."""
        with self._slots:
            reply = self._ahead.reply_to(owed)
        return self._said(problem, call, reply or self.call(call, forbid))

    def _forbidden(self, function: str, forbid: Sequence[str]) -> list[str]:
        return [*self._options.forbid.get(function, ()), *forbid]

    def _known_reply(self, call: Call) -> Reply | None:
        """Return the reply to a call that need not be made any more."""
        return self._known_absence(call) or self._patience.refusal(call.function, call)

    def _known_absence(self, call: Call) -> Reply | None:
        absent = (self._absences.known(each, call.hidden) for each in call.functions)
        return next(filter(None, absent), None)

    def renew(self) -> None:
        """Have the next question put to a new worker, which knows of no earlier one."""
        with self._slots:
            worker = self._ahead.released()
            while worker := worker or self._pool.rested():
                self._pool.discard(worker)
                worker = None

    def deadline_of(self, call: Call) -> float:
        """Return until when a call that is waited for from now on may take."""
        return self._patience.call_deadline(call.function)

    def replied(self, call: Call, seconds: float) -> None:
        """Take note of how long a call took."""
        self._patience.took(call.function, seconds)

    def ended_at(self, end: EndedError, worker: Worker, call: Call, seconds: float) -> Reply:
        """Put a worker away that ended at a call, and return what to reply to it."""
        return self._ended(end, worker, call.function, str(call), seconds)

    def close(self) -> None:
        """End every worker and remove the copies; may be repeated, and called from any thread."""
        with self._closing:
            self._close()

    def _close(self) -> None:
        self._pool.kill()
        # Calls in other threads see the death at once and let go of their descriptors.
        for _ in range(self._options.workers):
            self._slots.acquire()
        self._ahead.forget()
        self._pool.close()
        for _ in range(self._options.workers):
            self._slots.release()
        self._folder.close()

    def _take(self, hidden: bool) -> Worker:
        """Return a worker to which nothing is put ahead any more."""
        return self._pool.take(hidden, self._ahead.released())

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
            self._pool.discard(worker)
        if isinstance(end, WithReplyError):
            return end.reply
        if self._pool.closed:
            return Reply(None, Outcome.TOOL_ERROR, f"{asked} was stopped", log=log)
        if end.outcome is Outcome.TIMEOUT:
            late = self._patience.timed_out(function, asked)
            return replace(late, log=log, seconds=seconds)
        return Reply(None, end.outcome, f"{asked} {end.what}", end.hint, log, seconds)
