"""Telling of each finished submission: a bar on a terminal, a line elsewhere."""

from __future__ import annotations

import contextlib
import statistics
import sys
import time
from typing import TYPE_CHECKING

from cnncheck.cli.process import complain
from cnncheck.cli.progress import Waiting, text_column
from cnncheck.grading.grade_table import points_text
from cnncheck.rendering.wording import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

    from cnncheck.grading.marks import Graded


class Forecast:
    """How long the rest takes: what is quick at the pace so far, and after it what was put last.

    Parameters
    ----------
    total : int
        Submissions.
    never_ending : float
        Seconds for one in which a function never ends.
    jobs : int
        So many at once.
    clock : callable
        Tells the seconds.
    """

    def __init__(
        self,
        total: int,
        never_ending: float,
        jobs: int = 1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._left, self._never_ending, self._jobs = total, never_ending, jobs
        self._clock, self._started = clock, clock()
        self._quick, self._taken = 0, 0.0
        self._last: set[str] = set()
        self._slow_seconds: list[float] = []

    def put_last(self, name: str) -> None:
        """Take note of a slow one."""
        self._last.add(name)

    def finish(self, graded: Graded, resumed: bool) -> None:
        """Count one."""
        self._left -= 1
        if graded.name in self._last:
            self._last.remove(graded.name)
            self._slow_seconds.append(graded.seconds)
        elif not resumed:
            self._quick += 1
            self._taken = self._clock() - self._started

    def text(self) -> str:
        """Return ``about 1:40 left``; empty while nothing is known."""
        if not self._quick:
            return ""
        slow = len(self._last)
        each = statistics.fmean(self._slow_seconds or [self._never_ending])
        seconds = round((self._left - slow) * self._taken / self._quick + slow * each / self._jobs)
        said = f"about {seconds // 60}:{seconds % 60:02} left"
        return f"{said}, {slow} slow last" if slow else said


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
    forecast : Forecast
        For how long.
    """

    def __init__(
        self, total: int, forecast: Forecast, bar: Progress | None = None, *, lines: bool = False
    ) -> None:
        self._total = total
        self.forecast = forecast
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
        self.forecast.finish(graded, resumed)
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=len(self.finished))
        elif self._lines:
            complain(f"[{len(self.finished)}/{self._total}] {_line(graded, resumed)}")

    def put_last(self, name: str) -> None:
        """Tell of one that keeps the others waiting."""
        self.forecast.put_last(name)
        if self._lines:
            complain(f"{printable(name)} takes long and is put last")


@contextlib.contextmanager
def announcing(total: int, forecast: Forecast, *, wanted: bool = True) -> Iterator[Announcer]:
    """Yield what to call with each finished submission.

    Parameters
    ----------
    total : int
        How many there will be.
    forecast : Forecast
    wanted : bool
        Whether to say anything.
    """
    if not wanted or not sys.stderr.isatty():
        yield Announcer(total, forecast, lines=wanted)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress

    columns = (BarColumn(), MofNCompleteColumn(), text_column(forecast.text))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        announcer = Announcer(total, forecast, bar)
        bar.columns = (*columns, text_column(announcer.waiting.text))
        yield announcer


def _line(graded: Graded, resumed: bool) -> str:
    name = printable(graded.name)
    if graded.failure:
        return f"{name}  not graded: {graded.failure}"
    total = graded.total
    points = f"{points_text(total.earned)} of {points_text(total.possible)}"
    return f"{name}  {points}" + ("  (from the journal)" if resumed else "")
