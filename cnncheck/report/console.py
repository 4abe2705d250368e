"""A report for a person: two tables, each failure in full, and one line that sums it up.

Data reaches rich as `Text` only, never as markup: a case named ``[/]`` is an ordinary case.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.console import group
from rich.text import Text

from cnncheck.report import failures
from cnncheck.report.failures import diagnosis_lines
from cnncheck.report.grid import style_of
from cnncheck.report.groups import failure_groups
from cnncheck.report.hidden import is_hidden, redacted, redacted_result
from cnncheck.report.layouts import errors_grids, shapes_grids
from cnncheck.report.lines import BETWEEN, encodable, indented, packed, unbroken
from cnncheck.report.rows import Row, folded_rows, full_rows, one_line
from cnncheck.report.saved import saved_text
from cnncheck.report.terminal import DEFAULT_WIDTH, make_console
from cnncheck.report.versus import versus_grids
from cnncheck.report.wording import (
    counts_text,
    printable,
    printable_lines,
    problem_text,
    seconds_text,
    unwritten_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from cnncheck.operators.case import Case
    from cnncheck.report.grid import Grid
    from cnncheck.report.groups import FailureGroup
    from cnncheck.report.report import Report, Result

__all__ = ["ConsoleReport", "failure_text", "make_console", "print_report", "render", "to_text"]

FULL_ROWS = 60
"""Up to so many results each has its own row; beyond, rows are folded unless asked for."""
NARROWEST_TABLE = 60


def render(report: Report, *, verbose: int = 0, quiet: bool = False) -> ConsoleReport:
    """Return the report as a rich renderable, to be printed at any width.

    Parameters
    ----------
    report : Report
    verbose : int
        From 1 on, every result has its own row, with lanes and PyTorch's own figures in the
        case's dtype, and every failure is told in full with its whole log.
    quiet : bool
        Failures and the summary only.
    """
    return ConsoleReport(redacted(report), verbose, quiet)


def print_report(
    report: Report, console: Console | None = None, *, verbose: int = 0, quiet: bool = False
) -> None:
    """Print the report; reproduction lines and logs are never broken into several lines."""
    target = make_console() if console is None else console
    target.print(render(report, verbose=verbose, quiet=quiet), crop=False)


def to_text(report: Report) -> str:
    """Return what the console shows, without colour, 100 columns wide: for ``console:FILE``."""
    file = io.StringIO()
    print_report(report, make_console(file, color=False, width=DEFAULT_WIDTH))
    return file.getvalue()


def failure_text(result: Result, *, verbose: int = 0, width: int = DEFAULT_WIDTH) -> str:
    """Return what the console says about one failure, without colour: for other runners.

    Parameters
    ----------
    result : Result
    verbose : int
        From 1 on with the whole log.
    width : int
        Where sentences are broken; reproduction lines and logs never are.
    """
    file = io.StringIO()
    console = make_console(file, color=False, width=width)
    limit = None if verbose else failures.LOG_LINES
    console.print(_failure(redacted_result(result), limit, console.options), crop=False)
    return file.getvalue().rstrip("\n")


@dataclass(frozen=True, slots=True)
class ConsoleReport:
    """A report that knows how to draw itself within the width that it is given."""

    report: Report
    verbose: int
    quiet: bool

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the tables, the failures and the summary, with an empty line between them."""
        parts = [] if self.quiet else [*self._calling(options), *self._tables(options)]
        parts += self._failures(options)
        for part in parts:
            yield part
            yield Text()
        yield from self._summary(options)

    def _calling(self, options: ConsoleOptions) -> Iterator[RenderableType]:
        for line in self.report.calling:
            yield indented(printable(line), options)

    def _tables(self, options: ConsoleOptions) -> Iterator[RenderableType]:
        results = self.report.results
        if not results:
            return
        case = results[0].case
        single = len({(result.implementation, result.case.id) for result in results}) == 1
        if single:
            yield packed(_problem_parts(case), options, bold=True)
        if not any(each.verdict.implementation or each.verdict.outcome.passed for each in results):
            return  # nothing came back: tables would say so once a line
        if len(self.report.implementations) > 1 and not self.verbose:
            heading = "Passes, closest approach to the allowed difference, time (-v shows cases)"
            yield _table(_choose(versus_grids(self.report), options.max_width), heading, options)
            return
        if single or self.verbose or len(results) <= FULL_ROWS:
            rows = full_rows(self.report, yardsticks=self.verbose > 0)
            yield from self._both_tables(rows, "", options, single)
            return
        note = ": the largest of each operator and pass in a file (-v shows every case)"
        yield from self._both_tables(folded_rows(self.report), note, options, single)

    def _both_tables(
        self, rows: Sequence[Row], note: str, options: ConsoleOptions, single: bool
    ) -> Iterator[RenderableType]:
        if not self.verbose:
            rows = [replace(row, lane="") for row in rows]
        if options.max_width < NARROWEST_TABLE:
            yield _lines(rows, options)
            return
        for name, grids in (("Shapes", shapes_grids), ("Errors", errors_grids)):
            grid = _choose(grids(rows, single=single), options.max_width)
            yield _table(grid, "" if single else f"{name}{note}", options)

    def _failures(self, options: ConsoleOptions) -> Iterator[RenderableType]:
        groups = failure_groups(self.report.results)
        if once := [each.function_text() for each in groups if each.of_the_function]:
            yield _stacked([unbroken(text, options) for text in once])
        if self.verbose:
            yield from (_failure(result, None, options) for result in _told_singly(self.report))
            return
        diagnosed: set[int] = set()
        for each in groups:
            if not each.of_the_function:
                diagnosis = self.report.diagnosis_of(each.shown)
                lines = diagnosis_lines(diagnosis) if id(diagnosis) not in diagnosed else []
                diagnosed.add(id(diagnosis))
                yield _failure_group(each, lines, options)

    def _summary(self, options: ConsoleOptions) -> Iterator[RenderableType]:
        report = self.report
        for name, isolation in report.implementations:
            yield packed([printable(name), printable(isolation)], options)
        for note in filter(None, (saved_text(report), *map(printable, report.notes))):
            yield unbroken(note, options)
        counts = unwritten_text(report) or counts_text(report.counts()) or "nothing was checked"
        parts = [
            f"{counts} in {seconds_text(report.seconds)}",
            *([f"{report.deselected} left out"] if report.deselected else []),
            *([report.stopped_text] if report.stopped else []),
            f"numpy {report.environment.numpy}",
            f"torch {report.environment.torch}",
            *([f"truths: {stored} from the store"] if (stored := report.stored_truths) else []),
        ]
        color = "bold green" if report.passed else "bold red"
        line = packed(parts, options)
        line.stylize(color, 0, len(parts[0]))
        yield line


def _problem_parts(case: Case) -> list[str]:
    """Return the id of a case that comes from a file, and what it asks if that is no secret."""
    name = [printable(case.id)] if case.where or is_hidden(case) else []
    return name if is_hidden(case) else name + problem_text(case).split(BETWEEN)


def _told_singly(report: Report) -> list[Result]:
    outcomes = ((each, each.verdict.outcome) for each in report.results)
    return [each for each, outcome in outcomes if not (outcome.passed or outcome.of_the_function)]


def _choose(grids: Iterator[Grid], width: int) -> Grid:
    """Return the first layout that fits, else the narrowest."""
    for grid in grids:
        if grid.fits(width):
            break
    return grid


@group()
def _table(grid: Grid, heading: str, options: ConsoleOptions) -> Iterator[RenderableType]:
    if heading:
        yield Text(heading, style="bold", overflow="fold")
    grid = grid.mapped(lambda text: encodable(text, options))
    groups = {name for name, _ in grid.rows}
    yield from grid.draw(
        options.max_width, ascii_only=options.ascii_only, headings=bool(heading) and any(groups)
    )


def _lines(rows: Sequence[Row], options: ConsoleOptions) -> Text:
    lines = Text("\n", no_wrap=True, overflow="ignore").join(
        unbroken(one_line(row), options) for row in rows if not row.yardstick
    )
    lines.no_wrap, lines.overflow = True, "ignore"
    return lines


@group()
def _failure(
    result: Result,
    log_limit: int | None,
    options: ConsoleOptions,
    diagnosis: Sequence[str] = (),
) -> Iterator[RenderableType]:
    verdict = result.verdict
    yield _headline(result, options)
    yield indented(failures.sentence(verdict), options)
    for line in diagnosis or ([verdict.hint] if verdict.hint else []):
        yield indented(" ".join(printable_lines(line)), options)
    for line in failures.log_lines(verdict.log, log_limit):
        yield unbroken(f"    | {line}", options)
    if result.again:
        yield unbroken(f"  again: {printable(result.again)}", options)


@group()
def _failure_group(
    kind: FailureGroup, diagnosis: Sequence[str], options: ConsoleOptions
) -> Iterator[RenderableType]:
    yield _failure(kind.shown, failures.LOG_LINES, options, diagnosis)
    if kind.others:
        yield indented(f"{kind.others_text()} (-v tells each in full)", options)


def _stacked(lines: Sequence[Text]) -> Text:
    for line in lines:
        word = line.plain.split(" ", 1)[0]
        line.stylize(style_of(word), 0, len(word))
    text = Text("\n").join(lines)
    text.no_wrap, text.overflow = True, "ignore"
    return text


def _headline(result: Result, options: ConsoleOptions) -> Text:
    line = unbroken(failures.headline(result), options)
    word = line.plain.split(" ", 1)[0]
    line.stylize(style_of(word), 0, len(word))
    line.stylize("bold", len(word))
    return line
