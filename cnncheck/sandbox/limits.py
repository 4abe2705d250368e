"""Resource limits of a worker: memory, and no file of its own.

Imported by the worker process before NumPy.
"""

from __future__ import annotations

import os

_UNKNOWN_USE = 512 << 20
"""What the interpreter and NumPy are taken to use where the system does not say."""

_MOST_SECONDS = 3600
"""Processor time of one worker, where only this bounds one that nobody waits for."""


def open_status() -> int | None:
    """Open what `limit` reads later, when no more files can be opened."""
    try:
        return os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None


def limit(memory: int, status: int | None, *, held: bool = False) -> None:
    """Set resource limits, counted from what the process uses now.

    Parameters
    ----------
    memory : int
        Bytes that may be used on top.
    status : int, optional
        From `open_status`; closed here.
    held : bool
        Whether this process ends with its supervisor, whatever it does.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    limits = {"RLIMIT_CORE": 0, "RLIMIT_FSIZE": 0, "RLIMIT_NOFILE": 64}
    if not held:
        limits["RLIMIT_CPU"] = _MOST_SECONDS
    used = {"RLIMIT_AS": _UNKNOWN_USE, "RLIMIT_DATA": _UNKNOWN_USE}
    if status is not None:
        pages = [int(field) * resource.getpagesize() for field in os.read(status, 200).split()]
        used = {"RLIMIT_AS": pages[0], "RLIMIT_DATA": pages[5]}
        os.close(status)
    limits.update({name: use + memory for name, use in used.items()})
    for name, value in limits.items():
        kind = getattr(resource, name, None)
        if kind is not None:
            try:
                resource.setrlimit(kind, (value, value))
            except (ValueError, OSError):  # a lower hard limit is in force already
                continue
