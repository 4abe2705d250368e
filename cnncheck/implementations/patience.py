"""How long code under test is waited for: one call, a function that never returns, all of it."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.calls import Reply
from cnncheck.operators import FUNCTIONS
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from cnncheck.options import Options

COMPILING = 25.0
"""Seconds by which calls of one function may be late in all, where a package may compile it.

They are for an idle machine: what never ends then costs 45 seconds at the usual options.
"""

_BUSY = 2.4
"""So many times that, at most, where others want the processors as well."""

_HINT = "Look for a loop that never ends; if it is only slow, allow more with "
_COMPILED = _HINT.replace("slow,", "slow, or long in compiling, which counts,")


class Patience:
    """Counts the timeouts of each function, and the seconds of all together.

    Parameters
    ----------
    options : Options
        Of which `timeout`, `patience`, `submission_timeout` and `allow` are used.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._lock = threading.Lock()
        self._timeouts: Counter[str] = Counter()
        self._late: defaultdict[str, float] = defaultdict(float)
        allowed = options.submission_timeout
        self._until = None if allowed is None else time.monotonic() + allowed

    def refusal(self, function: str, asked: object) -> Reply | None:
        """Return what stands in for a call that nobody waits for; ``None`` where somebody does.

        Parameters
        ----------
        function : str
        asked : Call or str
            For messages.
        """
        if self._used_up():
            return _timeout(f"{asked} was not asked: {self._all_used}", "--submission-timeout.")
        count = self._timeouts[function]
        if count < self._options.patience:
            return None
        times = "timeout" if count == 1 else "timeouts"
        return _timeout(
            f"{asked} was not asked again after {count} {times} (--patience)", "--timeout."
        )

    def deadline(self, seconds: float) -> float:
        """Return when to stop waiting for what may take so long, on `time.monotonic`'s clock."""
        hurry = self._options.hurry
        deadline = time.monotonic() + (seconds if hurry is None else min(seconds, hurry))
        return deadline if self._until is None else min(deadline, self._until)

    def call_deadline(self, function: str) -> float:
        """Return when to stop waiting for a call of a function."""
        return self.deadline(self._options.timeout + self._compiling(function))

    def took(self, function: str, seconds: float) -> None:
        """Count by how much a call was late."""
        with self._lock:
            self._late[function] += max(0, seconds - self._options.timeout)

    def timed_out(self, function: str, asked: str) -> Reply:
        """Count a call that did not return, and say so."""
        if self._used_up():
            return _timeout(f"{asked} did not return: {self._all_used}", "--submission-timeout.")
        more = self._compiling(function)
        with self._lock:
            self._timeouts[function] += 1
            self._late[function] += more
        seconds = self._options.timeout
        within = f"{min(seconds, self._options.hurry or seconds):g} s" + (
            f" and {more:.0f} s for compiling" if more else ""
        )
        late = _timeout(f"{asked} did not return within {within}", "--timeout.")
        return replace(late, hint=f"{_COMPILED}--timeout.") if self._options.allow else late

    def _compiling(self, function: str) -> float:
        """Return how much longer than others a call may take; an endless loop costs that once."""
        if not self._options.allow:
            return 0
        return max(0, _compiling_seconds() * self._options.workers - self._late[function])

    def _used_up(self) -> bool:
        return self._until is not None and time.monotonic() >= self._until

    @property
    def _all_used(self) -> str:
        return f"the {self._options.submission_timeout:g} s for all calls together are used up"


def submission_seconds(options: Options) -> float:
    """Return how long one submission may take in all.

    By default twice what its functions may take until none of them is asked any more: so many
    seconds are enough for what is merely slow, and not for what never returns.
    """
    if options.submission_timeout is not None:
        return options.submission_timeout
    compiling = _compiling_seconds() if options.allow else 0
    return 2 * len(FUNCTIONS) * (max(1, options.patience) * options.timeout + compiling)


def _compiling_seconds() -> float:
    """Return what compiling one function may take while the machine is as busy as it is now."""
    try:
        load = os.getloadavg()[0] / (os.cpu_count() or 1)
    except (AttributeError, OSError):  # a system that does not say
        load = 1.0
    return COMPILING * min(_BUSY, max(1.0, load))


def _timeout(message: str, option: str) -> Reply:
    return Reply(None, Outcome.TIMEOUT, message, _HINT + option)
