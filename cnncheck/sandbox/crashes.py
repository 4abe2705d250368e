"""How a process ended, in words."""

from __future__ import annotations

import signal

from cnncheck.outcomes import Outcome
from cnncheck.sandbox.pipes import EndedError

_HINTS = {
    "SIGSEGV": "It read or wrote memory that is not its own; look at as_strided, ctypes and the like.",
    "SIGABRT": "A library gave up; what it printed says why.",
    "SIGKILL": "The system ended it, perhaps because memory ran out.",
    "SIGXCPU": "It used up its processor time.",
}


def crash(status: int) -> EndedError:
    """Say what an exit status means. It is never a verdict.

    Parameters
    ----------
    status : int
        Negative for a signal.
    """
    if status >= 0:
        return EndedError(
            Outcome.CRASHED,
            f"ended the process with exit status {status}",
            "A function that is checked must return its result; take out os._exit().",
        )
    name = _signal_name(-status)
    return EndedError(Outcome.CRASHED, f"crashed with {name}", _HINTS.get(name, ""))


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
