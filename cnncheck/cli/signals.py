"""Signals and the time limit: the first ends the work and keeps what is known, the second all."""

from __future__ import annotations

import contextlib
import os
import signal
from typing import TYPE_CHECKING, NoReturn

from cnncheck.cli.exits import Exit
from cnncheck.errors import StopRun

if TYPE_CHECKING:
    from collections.abc import Iterator

_KNOWN = {
    "SIGHUP": ("hung up", Exit.HUNG_UP),
    "SIGINT": ("interrupted", Exit.INTERRUPTED),
    "SIGQUIT": ("quit", Exit.QUIT),
    "SIGTERM": ("terminated", Exit.TERMINATED),
}
_PATIENT = 2
"""Signals after which the next one ends the process where it stands."""

_LONGEST = 1e8
"""Seconds, three years, above which there is no limit to speak of."""

came: list[Signalled] = []
"""What came so far, oldest first."""

_held: list[bool] = []


class Signalled(StopRun):
    """A signal arrived; raised so that every ``finally`` on the way out still runs."""

    def __init__(self, number: int) -> None:
        reason, self.exit = _KNOWN[signal.Signals(number).name]
        super().__init__(reason)


class TimeIsUpError(Signalled):
    """``--time-limit`` has passed; what is known by then is no pass."""

    def __init__(self, seconds: float) -> None:
        StopRun.__init__(self, f"stopped after {seconds:g} s (--time-limit)")
        self.exit = Exit.FAILED


@contextlib.contextmanager
def handled() -> Iterator[None]:
    """Raise `Signalled` for each signal that ends a program and that nobody has ignored."""
    handled_here = []
    for name in _KNOWN:
        number = getattr(signal, name, None)
        if number is None:  # Windows
            continue
        if name == "SIGINT" or signal.getsignal(number) is not signal.SIG_IGN:  # as nohup does
            signal.signal(number, _take)
            handled_here.append(number)
    try:
        yield
    finally:  # all that has to be put away is away
        for number in handled_here:
            signal.signal(number, _leave)


def _take(number: int, _: object) -> None:
    _stop(Signalled(number))


def _leave(number: int, _: object) -> NoReturn:
    os._exit(Signalled(number).exit)


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Only note a first signal that comes while what is known is written."""
    _held.append(True)
    try:
        yield
    finally:
        _held.pop()


@contextlib.contextmanager
def limited(seconds: float | None) -> Iterator[None]:
    """Raise `TimeIsUpError` in what is done within, when it takes longer."""
    if seconds is None or seconds > _LONGEST or not hasattr(signal, "setitimer"):
        yield
        return

    def time_is_up(*_: object) -> None:
        _stop(TimeIsUpError(seconds))

    signal.signal(signal.SIGALRM, time_is_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _stop(signalled: Signalled) -> None:
    came.append(signalled)
    if _held and len(came) == 1:
        return
    if len(came) > _PATIENT:  # something on the way out does not end
        os._exit(came[0].exit)
    raise signalled
