"""The process that this one's workers are forked from, while anybody may want one.

Only where the kernel refuses a worker whatever would let it reach its parent; elsewhere each worker is
started for itself, as it is where there is anything wrong with that process.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import threading
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING

from cnncheck.sandbox.forking import LONGEST_FOLDER, NUMBER
from cnncheck.sandbox.surroundings import environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnncheck.sandbox.surroundings import Setup

INTERPRETER = (sys.executable, "-I", "-S", "-X", "faulthandler", "-X", "utf8")

_PATIENCE = 60.0
"""Seconds for an interpreter and NumPy; a disk may be slow."""


class ForkServer:
    """A process that forks workers.

    Parameters
    ----------
    program : str
        What each worker runs.
    path : sequence of str
        Where NumPy is.
    """

    def __init__(self, program: str, path: Sequence[str]) -> None:
        self.program = program
        self.inherited = False
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [*INTERPRETER, program, json.dumps(list(path))],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=os.sep,
                env=environment(os.sep, None, new_token()),
                start_new_session=True,
            )

    def send(self, folder: str, descriptors: Sequence[int]) -> bool:
        """Ask for a worker in a folder; return whether that could be asked."""
        try:
            socket.send_fds(self._control, [os.fsencode(folder)], descriptors)
        except OSError:
            return False
        return True

    def answer(self, told: socket.socket) -> int | None:
        """Wait for the number of a worker's process; ``None`` where there is none."""
        told.settimeout(_PATIENCE)
        try:
            said = told.recv(NUMBER.size)
        except OSError:
            return None
        number: int | None = NUMBER.unpack(said)[0] if said else None
        return number

    def close(self) -> None:
        """End it; its workers have ended."""
        self._control.close()
        self._process.kill()
        self._process.wait()

    def inherit(self) -> None:
        """Go on with one that another process has started, as long as that keeps it.

        What is sent is whole, and says where to answer, so that any number of processes may ask.
        """
        self.inherited = True
        self._process.returncode = 0  # it is not ours to wait for


class _Held:
    """The server, and how many may want a worker of it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.server: ForkServer | None = None
        self.holders = 0


_held = _Held()


def hold() -> None:
    """Keep the server from now on, once it is started, until `release` is called as often."""
    with _held.lock:
        _held.holders += 1


def release() -> None:
    """Want no more workers."""
    with _held.lock:
        _held.holders -= 1
        server = _held.server
        if not _held.holders and server is not None and not server.inherited:
            server.close()
            _held.server = None


@contextlib.contextmanager
def on_its_way(program: str) -> Iterator[None]:
    """Start the server before it is known what the first worker will be, and keep it until the end."""
    hold()
    try:
        with _held.lock:
            if _can_fork() and _held.server is None:
                _held.server = _started(program)
        yield
    finally:
        release()


def server_for(setup: Setup) -> ForkServer | None:
    """Return the server that a worker can be forked from, if that can be."""
    from cnncheck.sandbox import jail

    alike = setup.threads is None and jail.has_seccomp(setup.ways)
    with _held.lock:
        if not (alike and _held.holders and _can_fork() and len(setup.folder) < LONGEST_FOLDER):
            return None
        if _held.server is None:
            _held.server = _started(setup.program)
        return _held.server if _held.server and _held.server.program == setup.program else None


def new_token() -> str:
    """Return what marks a process that this one has started, and all that comes from it."""
    return f"{os.getpid()}-{secrets.token_hex(16)}"


def _can_fork() -> bool:
    return sys.platform.startswith("linux") and hasattr(os, "pidfd_open")


def _started(program: str) -> ForkServer | None:
    spec = PathFinder.find_spec("numpy")
    if spec is None or spec.origin is None:
        return None
    try:
        return ForkServer(program, [os.path.dirname(os.path.dirname(spec.origin))])
    except OSError:
        return None


def _inherit() -> None:
    """Have the server of the process that this one was forked from, and none of its holders."""
    server = _held.server
    _held.__init__()  # type: ignore[misc]
    if server is not None:
        server.inherit()
        _held.server = server


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_inherit)
