"""Numbers of the system calls that the jail knows, for the two architectures that it knows.

From the kernel's ``syscall_64.tbl`` (x86-64) and ``asm-generic/unistd.h`` (aarch64). Imported by
the worker process before NumPy.
"""

from __future__ import annotations

import platform
from typing import NamedTuple


class Architecture(NamedTuple):
    """Facts about a machine for the seccomp filter.

    Attributes
    ----------
    audit : int
        AUDIT_ARCH_* from linux/audit.h.
    numbers : dict of str to int
        Without calls that this architecture does not have.
    """

    audit: int
    numbers: dict[str, int]


_TABLE = """
    read 0 63, pread64 17 67, readv 19 65, preadv 295 69, preadv2 327 286, lseek 8 62,
    close 3 57, dup 32 23, getdents 78 -, getdents64 217 61, getcwd 79 17, chdir 80 49,
    fchdir 81 50, stat 4 -, fstat 5 80, lstat 6 -, newfstatat 262 79, statx 332 291,
    access 21 -, faccessat 269 48, faccessat2 439 439, readlink 89 -, readlinkat 267 78,
    statfs 137 43, fstatfs 138 44, fadvise64 221 223, readahead 187 213, write 1 64,
    writev 20 66, pwrite64 18 68, pwritev 296 70, pwritev2 328 287, pipe 22 -, pipe2 293 59,
    eventfd 284 -, eventfd2 290 19, poll 7 -, ppoll 271 73, select 23 -, pselect6 270 72,
    epoll_create 213 -, epoll_create1 291 20, epoll_ctl 233 21, epoll_wait 232 -,
    epoll_pwait 281 22, epoll_pwait2 441 441, nanosleep 35 101, clock_nanosleep 230 115,
    pause 34 -, wait4 61 260, waitid 247 95, restart_syscall 219 128, brk 12 214, mmap 9 222,
    munmap 11 215, mprotect 10 226, mremap 25 216, madvise 28 233, msync 26 227, mincore 27 232,
    membarrier 324 283, mlock 149 228, munlock 150 229, mlock2 325 284, get_mempolicy 239 236,
    set_mempolicy 238 237, mbind 237 235, futex 202 98, futex_waitv 449 449, futex_wake 454 454,
    futex_wait 455 455, futex_requeue 456 456, set_robust_list 273 99, set_tid_address 218 96,
    rseq 334 293, gettid 186 178, sched_yield 24 124, sched_getaffinity 204 123,
    sched_getparam 143 121, sched_getscheduler 145 120, sched_get_priority_max 146 125,
    sched_get_priority_min 147 126, arch_prctl 158 -, exit 60 93, exit_group 231 94, time 201 -,
    gettimeofday 96 169, clock_gettime 228 113, clock_getres 229 114, times 100 153, alarm 37 -,
    getitimer 36 102, setitimer 38 103, timer_create 222 107, timer_settime 223 110,
    timer_gettime 224 108, timer_getoverrun 225 109, timer_delete 226 111,
    timerfd_create 283 85, timerfd_settime 286 86, timerfd_gettime 287 87, rt_sigaction 13 134,
    rt_sigprocmask 14 135, rt_sigreturn 15 139, rt_sigpending 127 136, rt_sigtimedwait 128 137,
    rt_sigsuspend 130 133, sigaltstack 131 132, signalfd 282 -, signalfd4 289 74, getpid 39 172,
    getppid 110 173, getpgid 121 155, getpgrp 111 -, getsid 124 156, getuid 102 174,
    geteuid 107 175, getgid 104 176, getegid 108 177, getresuid 118 148, getresgid 120 150,
    getgroups 115 158, capget 125 90, getpriority 140 141, getrusage 98 165, getrlimit 97 163,
    uname 63 160, sysinfo 99 179, getcpu 309 168, getrandom 318 278, umask 95 166, open 2 -,
    openat 257 56, fcntl 72 25, ioctl 16 29, dup2 33 -, dup3 292 24, clone 56 220,
    prctl 157 167, prlimit64 302 261, kill 62 129, tgkill 234 131, clone3 435 435,
    close_range 436 436, openat2 437 437, memfd_create 319 279, statmount 457 457
"""
"""Name, number on x86-64, number on aarch64."""

_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}


def architecture(machine: str | None = None) -> Architecture | None:
    """Return a machine's numbers, or ``None`` where they are not known.

    Parameters
    ----------
    machine : str, optional
        As `platform.machine` calls it; this one by default.
    """
    machine = machine or platform.machine()
    if machine not in _AUDIT:
        return None
    column = list(_AUDIT).index(machine) + 1
    rows = [row.split() for row in _TABLE.split(",")]
    numbers = {row[0]: int(row[column]) for row in rows if row[column] != "-"}
    return Architecture(_AUDIT[machine], numbers)
