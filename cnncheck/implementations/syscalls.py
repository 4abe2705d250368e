"""System call numbers that the jail refuses, for the two architectures that it knows.

Numbers are from the kernel's ``syscall_64.tbl`` (x86-64) and ``asm-generic/unistd.h`` (aarch64).
Imported by the worker process before NumPy.
"""

from __future__ import annotations

import platform
from typing import NamedTuple


class Architecture(NamedTuple):
    """What the seccomp filter needs to know of a machine.

    Attributes
    ----------
    audit : int
        AUDIT_ARCH_* from linux/audit.h.
    clone, kill, tgkill, prctl, prlimit64 : int
        Calls that are allowed with some arguments only.
    refused : tuple of int
    """

    audit: int
    clone: int
    kill: int
    tgkill: int
    prctl: int
    prlimit64: int
    refused: tuple[int, ...]


CLONE3 = 435
"""The same everywhere; its flags lie in memory, out of a filter's sight."""

_EVERYWHERE = (
    *(424, 434, 438),  # pidfd_send_signal, pidfd_open, pidfd_getfd
    *(425, 426, 427),  # io_uring: does what other calls are refused
    *(440, 447, 448, 452),  # process_madvise, memfd_secret, process_mrelease, fchmodat2
)

_X86_64 = (
    *(57, 58, 59, 322),  # fork, vfork, execve, execveat
    *(41, 42, 49, 50, 53),  # socket, connect, bind, listen, socketpair
    *(101, 310, 311, 312),  # ptrace, process_vm_readv, process_vm_writev, kcmp
    *(112, 109, 200, 129, 297),  # setsid, setpgid, tkill, rt_sigqueueinfo, rt_tgsigqueueinfo
    *(29, 64, 68, 240, 319),  # shmget, semget, msgget, mq_open, memfd_create: outlive a process
    *(248, 249, 250),  # add_key, request_key, keyctl
    *(272, 308, 165, 166, 155, 161),  # unshare, setns, mount, umount2, pivot_root, chroot
    *(321, 323, 298, 304),  # bpf, userfaultfd, perf_event_open, open_by_handle_at
    *(90, 91, 268, 92, 93, 94, 260),  # chmod and chown: Landlock does not see them
    *(132, 235, 261, 280, 76),  # utime, utimes, futimesat, utimensat, truncate
    *(188, 189, 190, 197, 198, 199),  # setxattr, removexattr
    *(141, 142, 144, 203, 314, 251),  # priorities and processors, of others too
    *(160, 256, 279),  # setrlimit, migrate_pages, move_pages
)

_AARCH64 = (
    *(221, 281),  # execve, execveat
    *(198, 203, 200, 201, 199),  # socket, connect, bind, listen, socketpair
    *(117, 270, 271, 272),  # ptrace, process_vm_readv, process_vm_writev, kcmp
    *(157, 154, 130, 138, 240),  # setsid, setpgid, tkill, rt_sigqueueinfo, rt_tgsigqueueinfo
    *(194, 190, 186, 180, 279),  # shmget, semget, msgget, mq_open, memfd_create
    *(217, 218, 219),  # add_key, request_key, keyctl
    *(97, 268, 40, 39, 41, 51),  # unshare, setns, mount, umount2, pivot_root, chroot
    *(280, 282, 241, 265),  # bpf, userfaultfd, perf_event_open, open_by_handle_at
    *(52, 53, 54, 55),  # fchmod, fchmodat, fchownat, fchown
    *(88, 45),  # utimensat, truncate
    *(5, 6, 7, 14, 15, 16),  # setxattr, removexattr
    *(140, 118, 119, 122, 274, 30),  # priorities and processors, of others too
    *(164, 238, 239),  # setrlimit, migrate_pages, move_pages
)

_ARCHITECTURES = {
    "x86_64": Architecture(0xC000003E, 56, 62, 234, 157, 302, (*_X86_64, *_EVERYWHERE)),
    "aarch64": Architecture(0xC00000B7, 220, 129, 131, 167, 261, (*_AARCH64, *_EVERYWHERE)),
}


def architecture() -> Architecture | None:
    """Return this machine's numbers, or ``None`` where they are not known."""
    return _ARCHITECTURES.get(platform.machine())
