"""A worker's process, however it came to be: started for itself, or forked from one that waits for it."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Protocol

from cnncheck.sandbox import fork_server
from cnncheck.sandbox.forking import LIFELINE, NUMBER
from cnncheck.sandbox.surroundings import environment

if TYPE_CHECKING:
    from cnncheck.sandbox.surroundings import Setup

_LINUX = sys.platform.startswith("linux")


class Child(Protocol):
    """A process of ours.

    Attributes
    ----------
    pid : int
    questions, replies, printing : int
        Descriptors of pipes to it.
    """

    pid: int
    questions: int
    replies: int
    printing: int

    @property
    def lifeline(self) -> int | None:
        """Its own descriptor by which the kernel kills it when this process is gone."""

    def status(self) -> int | None:
        """Return the exit status, negative for a signal; its number stays its own until `end`."""

    def end(self) -> None:
        """Wait for one that was killed, and release everything."""


def begun(setup: Setup, token: str) -> Child:
    """Begin a worker.

    Parameters
    ----------
    setup : Setup
    token : str
        By which what it may have started is known.

    Raises
    ------
    OSError
    """
    return _forked(setup) or _Started(setup, token)


class _Started:
    """A child with an interpreter of its own."""

    def __init__(self, setup: Setup, token: str) -> None:
        # The write end closes when this process is gone, and the kernel then kills the worker.
        self.lifeline: int | None = None
        self._held: int | None = None
        if _LINUX:
            self.lifeline, self._held = os.pipe()
        try:
            self._process = subprocess.Popen(
                [*fork_server.INTERPRETER, "-B", setup.program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                cwd=setup.folder,
                env=environment(setup.folder, setup.threads, token),
                start_new_session=True,
                pass_fds=() if self.lifeline is None else (self.lifeline,),
            )
        except BaseException:
            _close(self._held)
            raise
        finally:
            _close(self.lifeline)
        self.pid = self._process.pid
        streams = (self._process.stdin, self._process.stdout, self._process.stderr)
        self._streams = [stream for stream in streams if stream is not None]
        self.questions, self.replies, self.printing = (each.fileno() for each in self._streams)

    def status(self) -> int | None:
        if not hasattr(os, "waitid"):  # macOS before Python 3.13
            return self._process.poll()
        try:
            found = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return 0
        if found is None:
            return None
        return found.si_status if found.si_code == os.CLD_EXITED else -found.si_status

    def end(self) -> None:
        self._process.wait()
        for stream in self._streams:
            stream.close()
        _close(self._held)


class _Forked:
    """A child of another process of ours, which tells how it ended.

    Parameters
    ----------
    pid : int
    told : socket
        Where that is told.
    pipes : tuple of int
        To its questions, from its replies and its printing, and what holds its life.
    """

    lifeline = LIFELINE

    def __init__(self, pid: int, told: socket.socket, pipes: tuple[int, int, int, int]) -> None:
        self.pid = pid
        self._told, self._pipes = told, pipes
        self.questions, self.replies, self.printing, _ = pipes
        self._status: int | None = None
        self._ended = os.pidfd_open(pid)

    def status(self) -> int | None:
        if self._status is None and _is_ready(self._told.fileno()):
            self._status = self._read()
        return self._status

    def end(self) -> None:
        if self._status is None:
            self._read()
        self._told.close()
        for each in (*self._pipes, self._ended):
            os.close(each)

    def _read(self) -> int | None:
        """Wait to be told how it ended; where its parent is gone, see whether it did, but not how."""
        with suppress(OSError):
            if said := self._told.recv(NUMBER.size):
                status: int = NUMBER.unpack(said)[0]
                return status
        return -signal.SIGKILL if _is_ready(self._ended) else None


def _forked(setup: Setup) -> _Forked | None:
    """Fork a worker, where one like it can be forked."""
    server = fork_server.server_for(setup)
    if server is None:
        return None
    with ExitStack() as ours, ExitStack() as theirs:
        pairs = [os.pipe() for _ in range(4)]
        told, tell = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        kept = (pairs[0][1], pairs[1][0], pairs[2][0], pairs[3][1])
        sent = (pairs[0][0], pairs[1][1], pairs[2][1], pairs[3][0])
        for each in sent:
            theirs.callback(os.close, each)
        for each in kept:
            ours.callback(os.close, each)
        theirs.callback(tell.close)
        ours.callback(told.close)
        if not server.send(setup.folder, [*sent, tell.fileno()]):
            return None
        theirs.close()
        pid = server.answer(told)
        if pid is None:
            return None
        try:
            forked = _Forked(pid, told, kept)
        except OSError:  # it is gone, and its parent too
            return None
        ours.pop_all()
        return forked


def _is_ready(descriptor: int) -> bool:
    """Whether something can be read, now."""
    poll = select.poll()  # unlike select, of descriptors of any number
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))


def _close(descriptor: int | None) -> None:
    if descriptor is not None:
        os.close(descriptor)
