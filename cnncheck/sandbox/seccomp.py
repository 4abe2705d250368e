"""A policy of system calls, assembled for the kernel and put in force for good.

A classic BPF program sees the number and the arguments of a call, not what they point to. Imported
by the worker process before NumPy.
"""

from __future__ import annotations

import ctypes
import errno
from typing import TYPE_CHECKING

from cnncheck.sandbox import policy
from cnncheck.sandbox.policy import Among, Bits, NoneOf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cnncheck.sandbox.policy import Rule
    from cnncheck.sandbox.syscalls import Architecture

_PR_SET_SECCOMP, _FILTER = 22, 2
_LOAD, _AND, _RETURN = 0x20, 0x54, 0x06
_IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT = 0x15, 0x35, 0x45
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_REFUSE = _ERRNO | errno.EPERM
_ABSENT = _ERRNO | errno.ENOSYS

_X32 = 0x40000000
_SINCE_2019 = 424
"""From here on numbers are new, and libraries know what to do where a kernel lacks them."""

Line = tuple[int, int, int, int]
"""Code, lines to skip if true, lines to skip if false, operand: struct sock_filter."""


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


def enforce(libc: ctypes.CDLL, known: Architecture, pid: int, lifeline: int | None) -> bool:
    """Put the policy in force for this thread and all that it starts.

    Parameters
    ----------
    libc : ctypes.CDLL
    known : Architecture
    pid, lifeline
        As in `policy.rules`.

    Returns
    -------
    bool
        Whether the kernel took it.
    """
    lines = assemble(known, policy.rules(pid, lifeline))
    program = _Program(
        len(lines), (_Instruction * len(lines))(*(_Instruction(*line) for line in lines))
    )
    failed: int = libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)
    return failed == 0


def assemble(known: Architecture, rules: dict[str, Rule]) -> list[Line]:
    """Turn the policy into a program.

    Parameters
    ----------
    known : Architecture
    rules : dict of str to Rule
    """
    numbers = known.numbers
    lines: list[Line] = [
        (_LOAD, 0, 0, _ARCH),
        (_IF_EQUAL, 1, 0, known.audit),
        (_RETURN, 0, 0, _KILL),  # calls of 32-bit programs have numbers of their own
        (_LOAD, 0, 0, _NUMBER),
        (_IF_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _KILL),  # and so has the x32 interface
    ]
    for name in _present(policy.ALLOWED.split(), numbers):
        lines += _if_number(numbers[name], [(_RETURN, 0, 0, _ALLOW)])
    for name in _present(rules, numbers):
        lines += _if_number(numbers[name], _judged(rules[name]))
    for name in _present(policy.UNKNOWN, numbers):
        lines += _if_number(numbers[name], [(_RETURN, 0, 0, _ABSENT)])
    return [
        *lines,
        (_IF_AT_LEAST, 0, 1, _SINCE_2019),
        (_RETURN, 0, 0, _ABSENT),
        (_RETURN, 0, 0, _REFUSE),
    ]


def _present(names: Iterable[str], numbers: dict[str, int]) -> list[str]:
    return [name for name in names if name in numbers]


def _if_number(number: int, body: list[Line]) -> list[Line]:
    return [(_IF_EQUAL, 0, len(body), number), *body]


def _judged(rule: Rule) -> list[Line]:
    """Return lines that let a call through or refuse it, by one argument's lower half."""
    load = (_LOAD, 0, 0, _ARGUMENTS + 8 * rule.argument)
    allow, refuse = (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)
    match rule:
        case Among(_, values):
            hits = [line for value in values for line in ((_IF_EQUAL, 0, 1, value), allow)]
            return [load, *hits, refuse]
        case NoneOf(_, values):
            hits = [line for value in values for line in ((_IF_EQUAL, 0, 1, value), refuse)]
            return [load, *hits, allow]
        case Bits(_, may, must):
            beyond = [(_IF_ANY_BIT, 0, 1, ~may & 0xFFFFFFFF), refuse]
            needed = [(_AND, 0, 0, must), (_IF_EQUAL, 1, 0, must), refuse] if must else []
            return [load, *beyond, *needed, allow]
