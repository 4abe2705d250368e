"""A process namespace of its own for a worker, where seccomp is not to be had.

Without seccomp code under test can start processes, and can take every mark off them by which
they might be found. In a namespace they need no finding: when its first process ends, the kernel
ends all the others. Imported by the worker process before NumPy.

There are three processes. The supervisor knows the outer one and kills it; the kernel then kills
the first one inside, and with it all; the third runs the code under test, and can reach neither of
the others: the outer one has no number in there, and the first is deaf to signals from within.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import Never

_CLONE_NEWPID, _CLONE_NEWUSER = 0x20000000, 0x10000000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4


def enclose(lifeline: int | None) -> bool:
    """Go on in a new process namespace; the caller's process waits for it, and ends alike.

    Parameters
    ----------
    lifeline : int, optional
        The descriptor by which the kernel kills the outer process when the supervisor is gone;
        it is closed to the others.

    Returns
    -------
    bool
        Whether the system gave one: root has it, others where they may make user namespaces.
    """
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWPID) and libc.unshare(_CLONE_NEWPID | _CLONE_NEWUSER):
        return False
    told, tell = os.pipe()
    if first := os.fork():
        _end_as(first, told, lifeline)
    # PDEATHSIG tells of the end of a thread; the outer process has but one.
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)  # nobody inside may trace it
    if worker := os.fork():
        _wait_for(worker, tell)
    for descriptor in (told, tell, lifeline):
        if descriptor is not None:
            os.close(descriptor)
    os.setsid()
    libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)
    return True


def _end_as(first: int, told: int, lifeline: int | None) -> Never:
    """Wait for the namespace to be gone, and end as the code in it did."""
    _close_all_but(told, lifeline)
    status = os.read(told, 16)
    os.waitpid(first, 0)
    code = os.waitstatus_to_exitcode(int(status)) if status else -signal.SIGKILL
    if code < 0:
        if -code != signal.SIGKILL:
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(max(code, 0))


def _wait_for(worker: int, tell: int) -> Never:
    """Be the first process of the namespace: parent of whoever has lost theirs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one signal that Python is not deaf to
    _close_all_but(tell)
    while True:
        found, status = os.wait()
        if found == worker:
            os.write(tell, str(status).encode())
            os._exit(0)


def _close_all_but(*kept: int | None) -> None:
    """Let go of the pipes to the supervisor: it waits for their other ends to close."""
    for descriptor in set(range(256)) - set(kept):
        os.closerange(descriptor, descriptor + 1)
