"""Where a run is made: in this process's own workers, or on a cluster."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Protocol

from cnncheck.api import opened, run_cases
from cnncheck.api.defined import check_defined, functions_of
from cnncheck.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cnncheck.api import Settings
    from cnncheck.operators.case import Case
    from cnncheck.report.report import Report
    from cnncheck.running.run_files import Request


class Check(Protocol):
    """Puts cases to the code of one source."""

    def __call__(
        self,
        source: str,
        cases: Sequence[Case],
        settings: Settings,
        *,
        deselected: int,
        paths: Sequence[Path],
    ) -> Report:
        """Return the report of it."""


@contextlib.contextmanager
def workplace(request: Request) -> Iterator[Check]:
    """Yield how each source of a run is checked.

    Raises
    ------
    UsageError
        When there is no cluster at the address, or the code is not to be isolated there.
    """
    if not request.dask:
        yield _here(request)
        return
    if not request.options.isolated:
        raise UsageError(
            "--no-isolation is for this process, not for a cluster", "leave out --dask"
        )
    from cnncheck.grading.cluster import cluster
    from cnncheck.grading.spread import run_spread

    with cluster(request.dask) as crew:
        yield lambda source, cases, settings, *, deselected, paths: run_spread(
            source, cases, settings, request.options, crew, deselected=deselected, paths=paths
        )


def _here(request: Request) -> Check:
    def check(
        source: str,
        cases: Sequence[Case],
        settings: Settings,
        *,
        deselected: int,
        paths: Sequence[Path],
    ) -> Report:
        with opened(source, request.options) as under_test:
            check_defined(under_test, functions_of(cases, under_test), request.options.bind)
            return run_cases(cases, under_test, settings, deselected=deselected, paths=paths)

    return check
