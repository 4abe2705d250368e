"""Which system calls code under test may make, and with which arguments: everything else is refused.

What NumPy, SciPy, numba, PyTorch on the CPU and ctypes live on, and no more. A call belongs here
if, with the arguments that are let through, it acts on this process alone. Imported by the worker
process before NumPy.
"""

from __future__ import annotations

from typing import NamedTuple

ALLOWED = """
Reading what is open, and looking around:
    read pread64 readv preadv preadv2 lseek dup getdents getdents64 getcwd chdir fchdir
    stat fstat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat
    statfs fstatfs fadvise64 readahead
Writing to what is open: pipes, as no file can be opened for writing:
    write writev pwrite64 pwritev pwritev2 pipe pipe2 eventfd eventfd2
Waiting:
    poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait
    epoll_pwait2 nanosleep clock_nanosleep pause wait4 waitid restart_syscall
Memory, of which a compiler makes some executable:
    brk mmap munmap mprotect mremap madvise msync mincore membarrier mlock munlock mlock2
    get_mempolicy set_mempolicy mbind
Threads:
    futex futex_waitv futex_wake futex_wait futex_requeue set_robust_list set_tid_address rseq
    gettid sched_yield sched_getaffinity sched_getparam sched_getscheduler
    sched_get_priority_max sched_get_priority_min arch_prctl exit exit_group
Time:
    time gettimeofday clock_gettime clock_getres times alarm getitimer setitimer
    timer_create timer_settime timer_gettime timer_getoverrun timer_delete
    timerfd_create timerfd_settime timerfd_gettime
Its own signals:
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend
    sigaltstack signalfd signalfd4
Who and where it is:
    getpid getppid getpgid getpgrp getsid getuid geteuid getgid getegid getresuid getresgid
    getgroups capget getpriority getrusage getrlimit uname sysinfo getcpu getrandom umask
"""
"""Names of calls that are let through whatever they are given; headings end in a colon."""


class Among(NamedTuple):
    """Lets a call through if an argument has one of some values.

    Attributes
    ----------
    argument : int
        Counted from 0.
    values : tuple of int
    """

    argument: int
    values: tuple[int, ...]


class NoneOf(NamedTuple):
    """Lets a call through if an argument has none of some values.

    Attributes
    ----------
    argument : int
    values : tuple of int
    """

    argument: int
    values: tuple[int, ...]


class Bits(NamedTuple):
    """Lets a call through if an argument has all of some bits, and none beyond what it may have.

    Attributes
    ----------
    argument : int
    may, must : int
    """

    argument: int
    may: int
    must: int = 0


Rule = Among | NoneOf | Bits

_O_HARMLESS = (
    0o4000 | 0o400 | 0o2000000 | 0o1000000 | 0o10000000  # NONBLOCK NOCTTY CLOEXEC NOATIME PATH
    | 0o40000 | 0o100000 | 0o200000 | 0o400000  # DIRECT LARGEFILE DIRECTORY NOFOLLOW, in any order
)  # fmt: skip
"""Flags that go with O_RDONLY: none that write, create, append, truncate, or send signals."""

_F_HARMLESS = (0, 1, 2, 3, 1030)  # DUPFD GETFD SETFD GETFL DUPFD_CLOEXEC
"""Without F_SETFL, F_SETOWN, F_SETSIG: signals to others; F_SETLEASE, F_NOTIFY, locks: files that
others need."""

_IOCTLS = (0x5401, 0x802C542A, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS TCGETS2 TIOCGWINSZ FIONREAD FIONBIO FIONCLEX FIOCLEX; without FIOASYNC and all that drivers do."""

_PRCTLS = (3, 15, 16, 21, 23, 27, 30, 39, 42, 0x53564D41)
"""GET_DUMPABLE SET_NAME GET_NAME GET_SECCOMP CAPBSET_READ GET_SECUREBITS GET_TIMERSLACK
GET_NO_NEW_PRIVS GET_THP_DISABLE SET_VMA; without SET_PDEATHSIG, SET_DUMPABLE, SET_PTRACER, SET_MM."""

_CLONE_THREAD = 0x00010000
_CLONE_OF_THREADS = _CLONE_THREAD | 0x7C0F00
"""VM FS FILES SIGHAND SYSVSEM SETTLS PARENT_SETTID CHILD_CLEARTID DETACHED; no new namespace."""


def rules(pid: int, lifeline: int | None) -> dict[str, Rule]:
    """Return the calls that are let through with some arguments only.

    Parameters
    ----------
    pid : int
        Of the worker: the only process that it may signal or limit.
    lifeline : int, optional
        The descriptor by which the kernel kills the worker when its supervisor is gone; it can
        neither be closed nor replaced.
    """
    held = () if lifeline is None else (lifeline,)
    return {
        "open": Bits(1, _O_HARMLESS),
        "openat": Bits(2, _O_HARMLESS),
        "fcntl": Among(1, _F_HARMLESS),
        "ioctl": Among(1, _IOCTLS),
        "close": NoneOf(0, held),
        "dup2": NoneOf(1, held),
        "dup3": NoneOf(1, held),
        "clone": Bits(0, _CLONE_OF_THREADS, _CLONE_THREAD),
        "prctl": Among(0, _PRCTLS),
        "prlimit64": Among(0, (0, pid)),
        "kill": Among(0, (pid,)),
        "tgkill": Among(0, (pid,)),  # abort() signals itself this way
    }


UNKNOWN = ("clone3", "close_range", "openat2", "memfd_create", "statmount")
"""Refused as if the kernel were older: libraries then do without, or use what can be looked at."""
