"""What a worker process is told, and what it finds in its environment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from cnncheck.sandbox.strays import TOKEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.sandbox.jail import Ways

OWN_THREADS = 2
"""Of code that is parallel itself, where nothing is timed: in one thread no race would show."""


class Setup(NamedTuple):
    """Setup of a worker.

    Attributes
    ----------
    program : str
        The Python file that it runs.
    message : mapping
        Sent to the worker as JSON.
    folder : str
        Its working directory.
    threads : int, optional
        By default one of the linear algebra library, and `OWN_THREADS` of what is parallel itself.
    ways : Ways
        Of its jail.
    """

    program: str
    message: Mapping[str, object]
    folder: str
    threads: int | None
    ways: Ways


def environment(folder: str, threads: int | None, token: str) -> dict[str, str]:
    """Return a clean environment: nothing of the person's own reaches the code under test.

    Parameters
    ----------
    folder : str
        Where files may be looked for, and none written.
    threads : int, optional
        As in `Setup`.
    token : str
        By which a process is known that it started and left behind.
    """
    ours, own = str(threads or 1), str(threads or OWN_THREADS)
    clean = {
        "PATH": "/usr/bin:/bin",
        "HOME": folder,
        "TMPDIR": folder,
        "LANG": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": ours,
        "OMP_NUM_THREADS": own,
        "MKL_NUM_THREADS": ours,
        "VECLIB_MAXIMUM_THREADS": ours,
        "NUMBA_NUM_THREADS": own,
        TOKEN: token,
    }
    if folders := library_folders():  # some interpreters do not start without
        clean["LD_LIBRARY_PATH"] = ":".join(folders)
    return clean


def library_folders() -> list[str]:
    """Return where ``LD_LIBRARY_PATH`` says that the dynamic linker looks."""
    named = os.environ.get("LD_LIBRARY_PATH", "").split(":")
    return [os.path.abspath(folder) for folder in named if folder]
