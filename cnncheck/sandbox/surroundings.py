"""What a worker process finds in its environment."""

from __future__ import annotations

from cnncheck.sandbox.openness import library_folders
from cnncheck.sandbox.strays import TOKEN

OWN_THREADS = 2
"""Of code that is parallel itself, where nothing is timed: in one thread no race would show."""


def environment(folder: str, threads: int | None, token: str) -> dict[str, str]:
    """Return a clean environment: nothing of the person's own reaches the code under test.

    Parameters
    ----------
    folder : str
        The worker's own.
    threads : int, optional
        As of a `cnncheck.sandbox.worker_process.Setup`.
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
