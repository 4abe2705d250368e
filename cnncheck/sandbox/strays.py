"""Processes that a worker started where nothing could stop it from doing so.

With seccomp in force there are none. Without, whoever left the worker's process group is still
known by the token in the environment it inherited. Making this process a subreaper would find
them too, but would change how the whole program that uses cnncheck treats its own children.
"""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

TOKEN = "CNNCHECK_WORKER"
"""Environment variable that marks a worker and all that comes from it."""

_PATIENCE = 2.0


def kill_strays(token: str) -> int:
    """Kill every process that carries a worker's token.

    Parameters
    ----------
    token : str

    Returns
    -------
    int
        How many were found; 0 where there is no ``/proc``.
    """
    killed = 0
    deadline = time.monotonic() + _PATIENCE
    while (found := _carrying(f"{TOKEN}={token}".encode())) and time.monotonic() < deadline:
        for pid in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        killed += len(found)
    return killed


def _carrying(mark: bytes) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found
