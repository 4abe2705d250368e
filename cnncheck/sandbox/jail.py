"""What the worker gives up before it runs anybody's code: files, network, processes, signals.

Linux only, by ctypes alone: Landlock for files and TCP, seccomp for processes, all sockets and
what Landlock does not see, and no capabilities. Each is used where the kernel has it and none can
be taken back. Imported by the worker process before NumPy, so that threads of the
linear algebra library are inside too.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from typing import TYPE_CHECKING, NamedTuple

from cnncheck.sandbox import seccomp
from cnncheck.sandbox.syscalls import architecture

if TYPE_CHECKING:
    from collections.abc import Sequence

_PR_SET_NO_NEW_PRIVS, _PR_GET_SECCOMP = 38, 21
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_CAP_DAC_READ_SEARCH = 1 << 2


class Rules(NamedTuple):
    """Files and folders that stay open.

    Attributes
    ----------
    readable : sequence of str
        Files, and folders with all that is in them.
    listable : sequence of str
        Folders whose names may be listed, so that imports find what is readable in them.
    lifeline : int, optional
        The descriptor by which the kernel kills this process when the supervisor is gone.
    """

    readable: Sequence[str]
    listable: Sequence[str]
    lifeline: int | None = None


class Ways(NamedTuple):
    """Features of the kernel to use: all that there are, except where tests play an older one.

    Attributes
    ----------
    landlock : int
        The highest version.
    seccomp : bool
    namespace : bool
        Whether a worker without seccomp gets a process namespace.
    """

    landlock: int
    seccomp: bool
    namespace: bool = True


EVERY_WAY = Ways(255, True)
NO_WAY = Ways(0, False, False)


class State(NamedTuple):
    """Grants of the kernel.

    Attributes
    ----------
    landlock : int
        The version in force, 0 for none.
    seccomp : bool
    enclosed : bool
        Whether the worker has a process namespace of its own, in place of seccomp.
    """

    landlock: int
    seccomp: bool
    enclosed: bool = False

    @property
    def held(self) -> bool:
        """Whether the worker ends with its supervisor, whatever it does."""
        return self.seccomp or self.enclosed

    @property
    def closed(self) -> bool:
        """Whether everything is out of reach that should be."""
        return not self.missing

    @property
    def missing(self) -> tuple[str, ...]:
        """Say what is within the code's reach."""
        reach = []
        if self.landlock < 1:
            reach.append("files may be read")
            if not self.seccomp:
                reach.append("files may be written")
        elif self.landlock < 3 and not self.seccomp:
            reach.append("files that may be read may be cut short")
        if not self.seccomp:
            reach.append(
                "the network may be used" + (", other than TCP" if self.landlock >= 4 else "")
            )
            reach.append(
                "processes may be started" + ("" if self.landlock >= 6 else " and signalled")
            )
            if not self.held:
                reach.append("something may outlive the run")
        return tuple(reach)

    def __str__(self) -> str:
        landlock = f"Landlock {self.landlock}" if self.landlock else "no Landlock"
        processes = "seccomp" if self.seccomp else "no seccomp"
        return f"{landlock}, {processes}{', a process namespace' if self.enclosed else ''}"


def enter(rules: Rules, ways: Ways = EVERY_WAY) -> State:
    """Close what can be closed, for good.

    Parameters
    ----------
    rules : Rules
    ways : Ways

    Returns
    -------
    State
        Nothing is closed on systems other than Linux.
    """
    if not sys.platform.startswith("linux") or ways == NO_WAY:
        return State(0, False)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    landlock = _landlock(libc, rules, ways.landlock)
    _drop_capabilities(libc)
    known = architecture() if ways.seccomp else None
    closed = known is not None and seccomp.enforce(libc, known, os.getpid(), rules.lifeline)
    return State(landlock, closed)


def has_seccomp(ways: Ways) -> bool:
    """Whether system calls can be refused on this machine."""
    if not (ways.seccomp and sys.platform.startswith("linux") and architecture()):
        return False
    mode: int = ctypes.CDLL(None, use_errno=True).prctl(_PR_GET_SECCOMP, 0, 0, 0, 0)
    return mode >= 0


def _call(libc: ctypes.CDLL, number: int, *args: object) -> int:
    result: int = libc.syscall(ctypes.c_long(number), *args)
    return result


def _landlock(libc: ctypes.CDLL, rules: Rules, most: int) -> int:
    """Leave only the rules' files; return Landlock's version, or 0 (see landlock(7))."""
    version = min(_call(libc, _CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint(1)), most)
    if version < 1:
        return 0
    files = (1 << 13) - 1
    files |= sum(1 << bit for bit, since in ((13, 2), (14, 3), (15, 5)) if version >= since)
    network = 3 if version >= 4 else 0  # bind and connect
    scopes = 3 if version >= 6 else 0  # abstract sockets and signals
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    attributes = ctypes.create_string_buffer(struct.pack("QQQ", files, network, scopes))
    ruleset = _call(libc, _CREATE_RULESET, attributes, ctypes.c_size_t(size), ctypes.c_uint(0))
    if ruleset < 0:
        return 0
    try:
        for path in rules.readable:
            _open_path(libc, ruleset, path, _READ_FILE | _READ_DIR)
        for path in rules.listable:
            _open_path(libc, ruleset, path, _READ_DIR)
        failed = _call(libc, _RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint(0))
    finally:
        os.close(ruleset)
    return 0 if failed else version


def _open_path(libc: ctypes.CDLL, ruleset: int, path: str, access: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there need not be opened
    try:
        if not os.path.isdir(path):
            access &= _READ_FILE
        rule = ctypes.create_string_buffer(struct.pack("=Qi", access, place))
        _call(libc, _ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(1), rule, ctypes.c_uint(0))
    finally:
        os.close(place)


def _drop_capabilities(libc: ctypes.CDLL) -> None:
    """Give up root's powers but that of reading, which Landlock rules over."""
    header = ctypes.create_string_buffer(struct.pack("=Ii", 0x20080522, 0))
    data = ctypes.create_string_buffer(24)
    if libc.capget(header, data) == 0:
        kept = struct.unpack("=6I", data.raw)[1] & _CAP_DAC_READ_SEARCH
        libc.capset(header, ctypes.create_string_buffer(struct.pack("=6I", kept, kept, 0, 0, 0, 0)))
