"""What the worker gives up before it runs anybody's code: files, network, processes, signals.

Linux only, by ctypes alone: Landlock for files and TCP, seccomp for processes, all sockets and
what Landlock does not see, and no capabilities. Each is used where the kernel has it and none can
be taken back. Imported by the worker process before NumPy, so that threads of the
linear algebra library are inside too.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from typing import TYPE_CHECKING, NamedTuple

from cnncheck.implementations.syscalls import CLONE3, Architecture, architecture

if TYPE_CHECKING:
    from collections.abc import Sequence

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _PR_SET_PDEATHSIG = 38, 22, 1
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_CAP_DAC_READ_SEARCH = 1 << 2


class Rules(NamedTuple):
    """What stays open.

    Attributes
    ----------
    readable : sequence of str
        Files, and folders with all that is in them.
    listable : sequence of str
        Folders whose names may be listed, so that imports find what is readable in them.
    """

    readable: Sequence[str]
    listable: Sequence[str]


class State(NamedTuple):
    """What the kernel granted.

    Attributes
    ----------
    landlock : int
        The version in force, 0 for none.
    seccomp : bool
    """

    landlock: int
    seccomp: bool

    @property
    def closed(self) -> bool:
        """Whether files, network and processes are all out of reach."""
        return self.landlock > 0 and self.seccomp

    def __str__(self) -> str:
        landlock = f"Landlock {self.landlock}" if self.landlock else "no Landlock"
        return f"{landlock}, {'seccomp' if self.seccomp else 'no seccomp'}"


def enter(rules: Rules) -> State:
    """Close what can be closed, for good.

    Parameters
    ----------
    rules : Rules

    Returns
    -------
    State
        Nothing is closed on systems other than Linux.
    """
    if not sys.platform.startswith("linux"):
        return State(0, False)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    landlock = _landlock(libc, rules)
    _drop_capabilities(libc)
    known = architecture()
    return State(landlock, known is not None and _seccomp(libc, known))


def _call(libc: ctypes.CDLL, number: int, *args: object) -> int:
    result: int = libc.syscall(ctypes.c_long(number), *args)
    return result


def _landlock(libc: ctypes.CDLL, rules: Rules) -> int:
    """Leave only the rules' files; return Landlock's version, or 0 (see landlock(7))."""
    version = _call(libc, _CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint(1))
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


class _Instruction(ctypes.Structure):
    """struct sock_filter of linux/filter.h."""

    _fields_ = (
        ("code", ctypes.c_ushort),
        ("jt", ctypes.c_ubyte),
        ("jf", ctypes.c_ubyte),
        ("k", ctypes.c_uint),
    )


class _Program(ctypes.Structure):
    """struct sock_fprog of linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.POINTER(_Instruction)))


_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCH, _ARG0 = 0, 4, 16
_CLONE_THREAD = 0x00010000


def _seccomp(libc: ctypes.CDLL, known: Architecture) -> bool:
    code = _filter(known, os.getpid())
    program = _Program(len(code), (_Instruction * len(code))(*code))
    failed: int = libc.prctl(_PR_SET_SECCOMP, 2, ctypes.byref(program), 0, 0)
    return failed == 0


def _filter(known: Architecture, pid: int) -> list[_Instruction]:
    """Assemble the filter: (code, k, label if true, label if false), labels from the end."""
    lines: list[tuple[int, int, str, str] | str] = [
        (_LOAD, _ARCH, "", ""),
        (_IF_EQUAL, known.audit, "", "kill"),
        (_LOAD, _NUMBER, "", ""),
        (_IF_AT_LEAST, 0x40000000, "kill", ""),  # the x32 interface has numbers of its own
        (_IF_EQUAL, known.clone, "clone", ""),
        (_IF_EQUAL, known.kill, "signal", ""),
        (_IF_EQUAL, known.tgkill, "signal", ""),  # abort() signals itself this way
        (_IF_EQUAL, known.prlimit64, "limits", ""),
        (_IF_EQUAL, known.prctl, "prctl", ""),
        (_IF_EQUAL, CLONE3, "unknown", ""),  # glibc then falls back to clone
        *((_IF_EQUAL, number, "refuse", "") for number in known.refused),
        (_RETURN, _ALLOW, "", ""),
        "clone",  # threads, but no processes
        (_LOAD, _ARG0, "", ""),
        (_IF_ANY_BIT, _CLONE_THREAD, "allow", "refuse"),
        "limits",
        (_LOAD, _ARG0, "", ""),
        (_IF_EQUAL, 0, "allow", ""),
        (_IF_EQUAL, pid, "allow", "refuse"),
        "signal",
        (_LOAD, _ARG0, "", ""),
        (_IF_EQUAL, pid, "allow", "refuse"),
        "prctl",
        (_LOAD, _ARG0, "", ""),
        (_IF_EQUAL, _PR_SET_PDEATHSIG, "refuse", "allow"),
        "allow",
        (_RETURN, _ALLOW, "", ""),
        "refuse",
        (_RETURN, _ERRNO | errno.EPERM, "", ""),
        "unknown",
        (_RETURN, _ERRNO | errno.ENOSYS, "", ""),
        "kill",
        (_RETURN, _KILL, "", ""),
    ]
    labels: dict[str, int] = {}
    for line in lines:
        if isinstance(line, str):
            labels[line] = sum(not isinstance(other, str) for other in lines[: lines.index(line)])
    code = []
    for place, line in enumerate(line for line in lines if not isinstance(line, str)):
        number, k, if_true, if_false = line
        jumps = [labels[label] - place - 1 if label else 0 for label in (if_true, if_false)]
        code.append(_Instruction(number, *jumps, k))
    return code
