"""What the machine refuses: closed streams, no files, no memory, no room; each in a sentence."""

from __future__ import annotations

import errno
import os
import sys
import threading

_SAID = {
    errno.EMFILE: ("too many files are open", "allow more: ulimit -n 256"),
    errno.ENFILE: ("the system has too many files open", "end something else"),
    errno.EAGAIN: (
        "no further process or thread can be started",
        "allow more: ulimit -u; or end something else",
    ),
    errno.ENOMEM: ("there is not enough memory", "allow more: ulimit -v unlimited"),
    errno.ENOSPC: ("the disk is full", "make room"),
    errno.EDQUOT: ("the disk's quota is used up", "make room"),
    errno.EFBIG: ("no file may be as large as that", "allow more: ulimit -f unlimited"),
    errno.EROFS: ("the file system cannot be written to", "let TMPDIR name another"),
}
_REFUSALS = (errno.EACCES, errno.EPERM, errno.ELOOP, errno.ENAMETOOLONG)

LEAST_ADDRESSES = 512 << 20
"""Bytes of addresses below which NumPy's linear algebra may give up, even by interrupting its own process."""

MANY_THREADS = 4096
"""Processes and threads of one user from which on it is not tried whether there may be more."""

_SHORTAGES = (
    "map segment",
    "allocate memory",
    "Too many open files",
    "can't start new thread",
    "Resource temporarily unavailable",
)
"""Words by which imports of compiled modules, and threads, tell of the same."""


def open_closed_streams() -> bool:
    """Put the null device where a standard stream is closed; return whether output was.

    Else the next file that is opened takes its place, and is written to as if it were a terminal.
    """
    closed = []
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
            closed.append(descriptor)
    for name, descriptor in (("stdin", 0), ("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            mode = "w" if descriptor else "r"
            stream = open(descriptor, mode, encoding="utf-8", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)
    return 1 in closed


def folder_is_gone() -> bool:
    """Whether the current folder was removed."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return True
    except OSError:
        pass
    return False


def address_space_lacking() -> str:
    """Say that NumPy could not even be imported, which ends the process without a word of ours."""
    try:
        import resource
    except ImportError:  # Windows
        return ""
    allowed, _ = resource.getrlimit(resource.RLIMIT_AS)
    if allowed == resource.RLIM_INFINITY or allowed >= LEAST_ADDRESSES:
        return ""
    return (
        f"ulimit -v allows {allowed >> 20} MiB, NumPy alone needs about {LEAST_ADDRESSES >> 20}; "
        "allow more: ulimit -v unlimited"
    )


def threads_lacking() -> str:
    """Say that NumPy's linear algebra could not start its threads: it interrupts its own process."""
    try:
        import resource
    except ImportError:  # Windows
        return ""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NPROC)
    if allowed == resource.RLIM_INFINITY or allowed >= MANY_THREADS:
        return ""
    done = threading.Event()
    threads = [threading.Thread(target=done.wait) for _ in range(os.cpu_count() or 1)]
    try:
        for thread in threads:
            thread.start()
    except RuntimeError:
        return "; ".join(_SAID[errno.EAGAIN])
    finally:
        done.set()
        for thread in threads:
            if thread.ident:
                thread.join()
    return ""


def refusal(error: OSError) -> str:
    """Say which file may not be used; empty when that is not what is wrong."""
    if error.errno not in _REFUSALS or not error.filename:
        return ""
    return f"{error.filename}: {(error.strerror or '').lower()}; check the path and its permissions"


def shortage(error: BaseException) -> str:
    """Say what the machine has too little of, and what to do; empty when it is not that."""
    if isinstance(error, MemoryError):
        return "; ".join(_SAID[errno.ENOMEM])
    if isinstance(error, OSError) and error.errno in _SAID:
        what, advice = _SAID[error.errno]
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{what}; {advice}"
    if isinstance(error, ImportError | RuntimeError) and any(
        words in str(error) for words in _SHORTAGES
    ):
        return f"{error}; the limits that ulimit -a shows may be too low"
    return ""
