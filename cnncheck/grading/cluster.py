"""The same tasks on a Dask cluster, through its own ``concurrent.futures`` executor."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from cnncheck.errors import CnncheckError, UsageError
from cnncheck.grading.batch import Crew
from cnncheck.grading.grading import grade_one

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECT_SECONDS = 10
"""How long to look for the scheduler."""

LEAST_AHEAD = 8
"""Tasks under way at least, so that workers which join later find some."""


@contextlib.contextmanager
def cluster(address: str) -> Iterator[Crew]:
    """Connect to a scheduler such as ``tcp://10.0.0.5:8786``.

    Tasks hold the code that is graded, so that no file system has to be shared. Each worker
    process imports PyTorch once and computes each right answer once.

    Raises
    ------
    UsageError
        When Dask is not installed, or there is no scheduler at the address.
    CnncheckError
        When the cluster has no worker.
    """
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            "--dask needs the package distributed", "install it: pip install 'cnncheck[dask]'"
        ) from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"there is no Dask scheduler at {address}",
            "start one with: dask scheduler, and give the address that it prints",
        ) from error
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise CnncheckError(
                f"the Dask cluster at {address} has no worker",
                f"start one with: dask worker {address}",
            )
        executor = client.get_executor(pure=False)
        try:
            yield Crew(executor, grade_one, max(2 * threads, LEAST_AHEAD))
        finally:
            executor.shutdown(wait=False)
