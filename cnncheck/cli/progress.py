"""A progress bar on standard error, where that is a terminal and the work is long."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.report.report import Result

PATIENCE = 1.0
"""Seconds of work before a bar appears; shorter runs show none."""


@contextlib.contextmanager
def progress_bar(*, wanted: bool = True) -> Iterator[Callable[[Result, int], None] | None]:
    """Yield what to call with each result and the number to come, or ``None`` without a bar."""
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    bar = Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    started = time.monotonic()
    task = bar.add_task("", total=None)
    done = 0

    def advance(_: Result, total: int) -> None:
        nonlocal done
        done += 1
        if not bar.live.is_started and time.monotonic() - started > PATIENCE and done < total:
            bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield advance
    finally:
        bar.stop()
