"""A progress bar on standard error, where that is a terminal and the work is long."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from typing import TYPE_CHECKING

from cnncheck.rendering.wording import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress, ProgressColumn, Task

    from cnncheck.asking import Question
    from cnncheck.report.report import Result

PATIENCE = 1.0
"""Seconds of work before a bar appears, and of waiting before it says for what."""


class Waiting:
    """Work that is waited for, and since when."""

    def __init__(self) -> None:
        self._what, self._since = "", 0.0

    def begin(self, what: str) -> None:
        """Take note of it, unless it is that already; of nothing with an empty text."""
        if what != self._what:
            self._what, self._since = what, time.monotonic()

    def text(self) -> str:
        """Return ``waiting for pool_back, ties[stride=1]: 7 s``; empty when it is quick."""
        what, seconds = self._what, time.monotonic() - self._since
        if not what or seconds < PATIENCE:
            return ""
        return printable(f"waiting for {what}: {seconds:.0f} s")


def text_column(text: Callable[[], str]) -> ProgressColumn:
    """Return a part of a bar that says something else each time, such as what is waited for."""
    from rich.progress import ProgressColumn
    from rich.text import Text

    class Column(ProgressColumn):
        def render(self, _: Task) -> Text:
            return Text(text(), overflow="ellipsis", no_wrap=True)

    return Column()


class Bar:
    """Called with each result and the number to come; says what is waited for meanwhile."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None)
        self._done = 0
        self.waiting = Waiting()

    def __call__(self, _: Result, total: int) -> None:
        """Count a result."""
        self._done += 1
        self.waiting.begin("")
        self._bar.update(self._task, completed=self._done, total=total)

    def wait(self, question: Question) -> None:
        """Take note of the question whose answer is waited for."""
        case = question.case
        name = case.name if case.hidden else case.label
        self.waiting.begin(f"{question.function}, {name}")


@contextlib.contextmanager
def progress_bar(*, wanted: bool = True) -> Iterator[Bar | None]:
    """Yield what to call with each result, or ``None`` without a bar."""
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    bar = Bar(progress)
    progress.columns = (*columns, text_column(bar.waiting.text))
    # The first answer may be the one that never comes, so nothing but time starts the bar.
    starting = threading.Timer(PATIENCE, progress.start)
    starting.daemon = True
    starting.start()
    try:
        yield bar
    finally:
        starting.cancel()
        starting.join()
        progress.stop()
