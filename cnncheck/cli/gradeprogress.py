"""Telling of each finished submission: a bar on a terminal, a line elsewhere."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from cnncheck.cli.gradetable import points_text
from cnncheck.cli.process import complain
from cnncheck.cli.progress import Waiting, waiting_column
from cnncheck.report.wording import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress

    from cnncheck.grading.marks import Graded


class Announcer:
    """Called with each finished submission, when it can no longer be lost.

    Attributes
    ----------
    finished : dict of str to Graded
        By name.
    resumed : int
        How many of them came from the journal.
    waiting : Waiting
        For whom.
    """

    def __init__(self, total: int, bar: Progress | None = None, *, lines: bool = False) -> None:
        self._total = total
        self._bar = bar
        self._task = bar.add_task("", total=total) if bar else None
        self._lines = lines
        self.waiting = Waiting()
        self.finished: dict[str, Graded] = {}
        self.resumed = 0

    def __call__(self, graded: Graded, resumed: bool) -> None:
        """Tell of one."""
        self.finished[graded.name] = graded
        self.resumed += resumed
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=len(self.finished))
        elif self._lines:
            complain(f"[{len(self.finished)}/{self._total}] {_line(graded, resumed)}")


@contextlib.contextmanager
def announcing(total: int, *, wanted: bool = True) -> Iterator[Announcer]:
    """Yield what to call with each finished submission.

    Parameters
    ----------
    total : int
        How many there will be.
    wanted : bool
        Whether to say anything.
    """
    if not wanted or not sys.stderr.isatty():
        yield Announcer(total, lines=wanted)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        announcer = Announcer(total, bar)
        bar.columns = (*columns, waiting_column(announcer.waiting))
        yield announcer


def _line(graded: Graded, resumed: bool) -> str:
    name = printable(graded.name)
    if graded.failure:
        return f"{name}  not graded: {graded.failure}"
    total = graded.total
    points = f"{points_text(total.earned)} of {points_text(total.possible)}"
    return f"{name}  {points}" + ("  (from the journal)" if resumed else "")
