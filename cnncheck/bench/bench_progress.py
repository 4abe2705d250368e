"""What is going on, on standard error: a benchmark takes minutes, and says so as it goes."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from cnncheck.bench.bench_rows import heading, ratio_text, refusal_text
from cnncheck.bench.result import Measurement, Refusal
from cnncheck.cli.process import complain
from cnncheck.rendering.wording import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Step = Callable[[list[Measurement | Refusal | str], int, int], None]


@contextlib.contextmanager
def bench_progress(*, wanted: bool = True) -> Iterator[Step | None]:
    """Yield what to call after each question: a bar on a terminal, else a line each."""
    if not wanted:
        yield None
        return
    if not sys.stderr.isatty():
        yield _say
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("checking the first", total=None)

        def advance(found: list[Measurement | Refusal | str], done: int, total: int) -> None:
            said = _texts(found)
            bar.update(task, completed=done, total=total, description=said[-1] if said else "")

        yield advance


def _say(found: list[Measurement | Refusal | str], done: int, total: int) -> None:
    for text in _texts(found):
        complain(f"[{done}/{total}] {text}")


def _texts(found: list[Measurement | Refusal | str]) -> list[str]:
    return [printable(_text(each)) for each in found]


def _text(each: Measurement | Refusal | str) -> str:
    if isinstance(each, str):
        return each
    if isinstance(each, Refusal):
        return refusal_text(each)
    return f"{each.name} {each.pass_name}, {heading(each)}: {ratio_text(each)}"
