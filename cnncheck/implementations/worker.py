"""The program that runs code under test: ``python -I worker.py``, started by the supervisor, or forked.

It imports `cnncheck.implementations` without cnncheck's own ``__init__``, which would bring in
the rest of the house: a worker must start about as fast as ``import numpy``.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import types
from typing import Any


def main() -> None:
    """Be a worker; or, with a folder to import from as an argument, be what workers are forked from."""
    if len(sys.argv) > 1:
        fork_workers(json.loads(sys.argv[1]))
    else:
        work(*channel())


def fork_workers(path: list[str]) -> None:
    """Import what every worker needs, and be forked for each."""
    import socket

    sys.path += path
    gc.disable()  # what is imported stays
    import_ours()
    from cnncheck.implementations import serving  # noqa: F401
    from cnncheck.sandbox import forking, preloading  # noqa: F401

    del sys.argv[1:]
    forking.serve(socket.socket(fileno=os.dup(0)), begin)


def begin() -> None:
    """Be a worker that was forked."""
    gc.enable()
    if random := sys.modules.get("numpy.random"):
        random.seed()  # no two draw the same
    work(*channel())


def import_ours() -> None:
    """Import what goes to jail, and what lies beside the rooms: that folder will be out of reach."""
    import cnncheck.calls
    import cnncheck.dtypes
    import cnncheck.outcomes
    import cnncheck.sandbox.enclosure
    import cnncheck.sandbox.jail
    import cnncheck.sandbox.limits
    import cnncheck.sandbox.wire
    import cnncheck.shapes  # noqa: F401


def work(requests: int, replies: int, printing: int) -> None:
    """Set up, go to jail, and only then import NumPy, if that was not done, and answer."""
    import_ours()
    from cnncheck.sandbox import jail, limits, wire
    from cnncheck.sandbox.enclosure import enclose

    setup = json.loads(wire.receive(requests)[2])
    die_with_supervisor(setup["lifeline"])
    sys.path[:] = setup["path"]
    ways = jail.Ways(*setup["jail"])
    enclosed = ways.namespace and not jail.has_seccomp(ways) and enclose(setup["lifeline"])
    status = limits.open_status()
    rules = jail.Rules(setup["readable"], setup["listable"], setup["lifeline"])
    state = jail.enter(rules, ways)._replace(enclosed=enclosed)
    from cnncheck.implementations import serving
    from cnncheck.sandbox import preloading

    asked = serving.open_asked(setup)
    hide_cnncheck()
    sys.meta_path[:] = [OnlyAllowed(finder, setup["allow"]) for finder in sys.meta_path]
    preloading.preload(setup)
    limits.limit(setup["memory"], status, held=state.held)
    wire.send(replies, wire.JAIL, 0, [bytes(state)])
    serving.serve(requests, replies, printing, asked)


def channel() -> tuple[int, int, int]:
    """Take the pipes away from standard input and output, which people's code may use."""
    requests, replies, printing = os.dup(0), os.dup(1), os.dup(2)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, replies, printing


def die_with_supervisor(lifeline: int | None) -> None:
    """Let the kernel kill this process when the supervisor is gone, however it went.

    The other end of `lifeline` closes with the supervisor; the kernel then sends SIGKILL. Unlike
    PDEATHSIG this does not depend on the thread that started the worker.
    """
    if lifeline is None:
        return
    import fcntl
    import signal

    set_signal = 10  # F_SETSIG; the constant is missing in the fcntl module
    fcntl.fcntl(lifeline, set_signal, signal.SIGKILL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(lifeline, fcntl.F_GETFL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, flags | os.O_ASYNC)


def hide_cnncheck() -> None:
    """Take our own modules out of sight: a submission has no business importing them."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "cnncheck"]:
        del sys.modules[name]


class OnlyAllowed:
    """Makes packages that are not allowed look as if they were not installed.

    Submissions have an ``import`` of their own; this is for ``importlib`` and for optional imports
    inside allowed packages, which expect ImportError, or no spec, and no refusal to read.

    Parameters
    ----------
    finder : object
        Of `sys.meta_path`; what is allowed is left to it.
    allow : list of str
    """

    def __init__(self, finder: Any, allow: list[str]) -> None:
        self._finder = finder
        self._allowed = {"numpy", "scipy", "ml_dtypes", *sys.stdlib_module_names, *allow}

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Find nothing where a package is not allowed."""
        top = name.partition(".")[0]
        if top not in self._allowed and not top.startswith("_sysconfigdata"):
            self._note_absence(top)
            return None
        return self._finder.find_spec(name, path, target)

    def _note_absence(self, top: str) -> None:
        """Tell the submission's own ``import`` who asked, if it was the submission."""
        frame = sys._getframe(2)
        while frame.f_back is not None and "importlib" in frame.f_code.co_filename:
            frame = frame.f_back
        importer: Any = frame.f_builtins.get("__import__")
        if hasattr(importer, "note_absence"):
            importer.note_absence(top, frame)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._finder, name)


def package(name: str, folder: str) -> None:
    """Put an empty package into its place, so that modules in it can be imported."""
    empty = types.ModuleType(name)
    empty.__path__ = [folder]
    sys.modules[name] = empty


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    rooms = os.path.dirname(here)
    package("cnncheck", rooms)
    for room in ("implementations", "sandbox", "submission"):
        package(f"cnncheck.{room}", os.path.join(rooms, room))
    main()
