"""The process that workers are forked from: what each of them needs is imported in it, once.

To start an interpreter and to import NumPy takes ten times as long as the rest of a worker's start.
A worker that was forked is like one that was started: it has the pipes that the supervisor sent,
nothing of other workers, and goes to jail before it sees anybody's code. Its parent waits for it, tells
the supervisor how it ended, and keeps its number from being used again until the supervisor lets go.

Imported by the worker process before NumPy.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import socket
import struct
import sys
import traceback
from typing import TYPE_CHECKING, NamedTuple, Never

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBER = struct.Struct("<i")
"""What is told of a worker: its process's number, then its exit status, negative for a signal."""

LIFELINE = 3
"""The worker's descriptor by which the kernel kills it when the supervisor is gone."""

LONGEST_FOLDER = 4096
PIPES = 5
"""Descriptors that are sent with a folder: questions, replies, printing, the lifeline, and where to tell
of the worker."""

_ALL = 1 << 16


class Child(NamedTuple):
    """A worker.

    Attributes
    ----------
    pid : int
    ended : int
        A descriptor that can be read from when it has ended.
    told : socket
        Whoever reads of it has not let go of it.
    """

    pid: int
    ended: int
    told: socket.socket

    def tell(self) -> None:
        """Tell how it ended; it stays a zombie."""
        found = os.waitid(os.P_PIDFD, self.ended, os.WEXITED | os.WNOWAIT)
        assert found is not None
        exited = found.si_code == os.CLD_EXITED
        self.say(found.si_status if exited else -found.si_status)

    def say(self, number: int) -> None:
        """Tell a number, if anybody listens."""
        with contextlib.suppress(OSError):
            self.told.send(NUMBER.pack(number))

    def end(self) -> None:
        """End it, and forget it."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.ended)
        self.told.close()


def serve(control: socket.socket, begin: Callable[[], None]) -> Never:
    """Fork workers until the supervisor is gone.

    Parameters
    ----------
    control : socket
        Of sequenced packets: each is the folder of a worker that is wanted.
    begin : callable
        Called in each worker; does not return.
    """
    gc.freeze()  # pages that nobody counts references in stay shared
    poll = select.poll()
    poll.register(control, select.POLLIN)
    children: dict[int, Child] = {}
    while True:
        for descriptor, _ in poll.poll():
            if descriptor == control.fileno():
                if (child := _forked(control, children, begin)) is None:
                    continue
                children |= {child.ended: child, child.told.fileno(): child}
                poll.register(child.ended, select.POLLIN)
                poll.register(child.told, 0)  # the end of it is always told
            elif (child := children.get(descriptor)) is None:
                continue
            elif descriptor == child.ended:
                poll.unregister(descriptor)
                child.tell()
            else:
                with contextlib.suppress(KeyError):
                    poll.unregister(child.ended)
                poll.unregister(descriptor)
                del children[child.ended], children[descriptor]
                child.end()


def _forked(
    control: socket.socket, others: dict[int, Child], begin: Callable[[], None]
) -> Child | None:
    """Fork the worker that is asked for; ``None`` where the system has no room for it."""
    folder, given, *_ = socket.recv_fds(control, LONGEST_FOLDER, PIPES)
    if not folder:
        os._exit(0)
    *pipes, told = given
    try:
        pid = os.fork()
    except OSError:
        os.close(told)
        return None
    else:
        if not pid:
            _become(control, others, pipes, os.fsdecode(folder), begin)
        child = Child(pid, os.pidfd_open(pid), socket.socket(fileno=told))
        child.say(pid)
        return child
    finally:
        for each in pipes:
            os.close(each)


def _become(
    control: socket.socket,
    others: dict[int, Child],
    pipes: list[int],
    folder: str,
    begin: Callable[[], None],
) -> Never:
    """Be a worker."""
    try:
        for each in (control, *(child.told for child in others.values())):
            each.detach()
        for wanted, given in enumerate(pipes):  # they are behind the standard ones
            os.dup2(given, wanted)
        os.closerange(len(pipes), _ALL)
        os.setsid()
        os.chdir(folder)
        os.environ |= {"HOME": folder, "TMPDIR": folder}
        sys.dont_write_bytecode = True
        begin()
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(1)
