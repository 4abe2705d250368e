"""What a worker process is told, and what it finds in its environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cnncheck.sandbox.openness import library_folders
from cnncheck.sandbox.strays import TOKEN

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    """

    program: str
    message: Mapping[str, object]
    folder: str
    threads: int | None


def environment(setup: Setup, token: str) -> dict[str, str]:
    """Return a clean environment: nothing of the person's own reaches the code under test.

    Parameters
    ----------
    setup : Setup
    token : str
        By which a process is known that it started and left behind.
    """
    ours, own = str(setup.threads or 1), str(setup.threads or OWN_THREADS)
    clean = {
        "PATH": "/usr/bin:/bin",
        "HOME": setup.folder,
        "TMPDIR": setup.folder,
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
