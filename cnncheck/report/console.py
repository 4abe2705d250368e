"""A report for a person: two tables, each failure in full, and one line that sums it up.

Data reaches rich as `Text` only, never as markup: a case named ``[/]`` is an ordinary case.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.console import group
from rich.text import Text

from cnncheck.rendering.lines import BETWEEN, encodable, hanging, indented, packed, unbroken
from cnncheck.rendering.terminal import DEFAULT_WIDTH, make_console
from cnncheck.rendering.wording import counts_text, printable, problem_text, seconds_text
from cnncheck.report import console_entries as entries
from cnncheck.report import failures
from cnncheck.report.failures import diagnosis_lines
from cnncheck.report.functions import function_lines, functions_text, unwritten_text
from cnncheck.report.hidden import is_hidden, redacted, redacted_result
from cnncheck.report.kinds import failure_groups
from cnncheck.report.layouts import errors_grids, shapes_grids
from cnncheck.report.missing import told_together, without_many_absent
from cnncheck.report.rows import Row, folded_rows, full_rows, one_line
from cnncheck.report.saved import saved_text
from cnncheck.report.versus import versus_grids

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from cnncheck.operators.case import Case
    from cnncheck.rendering.grid import Grid
    from cnncheck.report.report import Report, Result

__all__ = ["ConsoleReport", "failure_text", "make_console", "print_report", "render", "to_text"]

FULL_ROWS = 60
"""Up to so many results each has its own row; beyond, rows are folded unless asked for."""
MOST_LINES = 30
"""Up to so many lines of a table; beyond, rows are folded likewise, and then those of all files."""
NARROWEST_TABLE = 60


def render(
    report: Report, *, verbose: int = 0, quiet: bool = False, tables: bool = False
) -> ConsoleReport:
    """Return the report as a rich renderable, to be printed at any width.

    Parameters
    ----------
    report : Report
    verbose : int
        From 1 on, every result has its own row, with lanes and PyTorch's own figures in the
        case's dtype, and every failure is told in full with its whole log.
    quiet : bool
        Failures and the summary only.
    tables : bool
        The tables even where many results failed.
    """
    return ConsoleReport(redacted(report), verbose, quiet, tables)


def print_report(
    report: Report,
    console: Console | None = None,
    *,
    verbose: int = 0,
    quiet: bool = False,
    tables: bool = False,
) -> None:
    """Print the report; reproduction lines and logs are never broken into several lines."""
    target = make_console() if console is None else console
    shown = render(report, verbose=verbose, quiet=quiet, tables=tables)
    target.print(shown, crop=False)


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
    console.print(entries.failure(redacted_result(result), limit, console.options), crop=False)
    return file.getvalue().rstrip("\n")


@dataclass(frozen=True, slots=True)
class ConsoleReport:
    """A report that knows how to draw itself within the width that it is given."""

    report: Report
    verbose: int
    quiet: bool
    tables: bool = False

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the functions, the failures, the tables and the summary, with an empty line between them."""
        parts = [] if self.quiet else [*self._calling(options)]
        parts += [] if self.quiet else [*self._single(options)]
        parts += self._functions(options)
        parts += self._failures(options)
        if self._tabled:
            parts += self._tables(options)
        for part in parts:
            yield part
            yield Text()
        yield from self._summary(options)

    def _calling(self, options: ConsoleOptions) -> Iterator[RenderableType]:
        for line in self.report.calling:
            yield indented(printable(line), options)

    @property
    def _told_first(self) -> bool:
        """Whether functions have a line each: where several results are in, and some bug is known."""
        report = self.report
        several = len(report.results) > 1 and len(report.implementations) == 1
        return several and bool(report.diagnoses)

    @property
    def _briefly(self) -> bool:
        """Whether bugs are told by their ids alone, the functions' lines being what they are: of many cases."""
        return self._told_first and len(self.report.results) > FULL_ROWS and not self.verbose

    @property
    def _tabled(self) -> bool:
        """Whether tables are shown: always on demand, else not behind the bugs of many cases."""
        return not self.quiet and (self.tables or not self._briefly)

    @property
    def _is_single(self) -> bool:
        return len({(each.implementation, each.case.id) for each in self.report.results}) == 1

    def _single(self, options: ConsoleOptions) -> Iterator[RenderableType]:
        """Yield what the only case asks."""
        if self._is_single:
            yield packed(_problem_parts(self.report.results[0].case), options, bold=True)

    def _functions(self, options: ConsoleOptions) -> Iterator[RenderableType]:
        """Yield a line for each function, where there are several and some are wrong."""
        if self._told_first:
            told = [(each.results, each.text) for each in function_lines(self.report)]
            lines = told_together(told, self.report)
            yield entries.stacked([hanging(each, options) for each in lines])

    def _tables(self, options: ConsoleOptions) -> Iterator[RenderableType]:
        report = self.report if self.verbose else without_many_absent(self.report)
        results = report.results
        if not results:
            return
        single = self._is_single
        if not any(each.verdict.implementation or each.verdict.outcome.passed for each in results):
            return  # nothing came back: tables would say so once a line
        if len(self.report.implementations) > 1 and not self.verbose:
            heading = "Passes, closest approach to the allowed difference, time (-v shows cases)"
            yield _table(_choose(versus_grids(report), options.max_width), heading, options)
            return
        if single or self.verbose or self._short(report, options):
            rows = full_rows(report, yardsticks=self.verbose > 0)
            yield from self._both_tables(rows, "", options, single)
            return
        rows, where = folded_rows(report), " in a file"
        if not self._few_lines(rows, options):
            rows, where = folded_rows(report, by_file=False), ""
        note = f": the largest of each operator and pass{where} (-v shows every case)"
        yield from self._both_tables(rows, note, options, single)

    def _short(self, report: Report, options: ConsoleOptions) -> bool:
        """Whether a row for each result takes few lines: inputs may take several."""
        few = len(report.results) <= FULL_ROWS
        return few and self._few_lines(full_rows(report, yardsticks=False), options)

    def _few_lines(self, rows: Sequence[Row], options: ConsoleOptions) -> bool:
        shapes = shapes_grids(rows, single=False, reference=self.report.reference)
        return _choose(shapes, options.max_width).height <= MOST_LINES

    def _both_tables(
        self, rows: Sequence[Row], note: str, options: ConsoleOptions, single: bool
    ) -> Iterator[RenderableType]:
        if not self.verbose:
            rows = [replace(row, lane="") for row in rows]
        if options.max_width < NARROWEST_TABLE:
            yield _lines(rows, options)
            return
        shapes = shapes_grids(rows, single=single, reference=self.report.reference)
        for name, grids in (("Shapes", shapes), ("Errors", errors_grids(rows, single=single))):
            grid = _choose(grids, options.max_width)
            yield _table(grid, "" if single else f"{name}{note}", options)

    def _failures(self, options: ConsoleOptions) -> Iterator[RenderableType]:
        groups = failure_groups(self.report.results)
        of_another = [each for each in groups if each.of_another and not self.verbose]
        # What waits for another function has its line above, where functions have lines.
        told = [] if self._briefly else of_another
        told += [e for e in groups if e.of_the_function and not self._told_first]
        once = [((e.shown, *e.others), e.function_text()) for e in groups if e in told]
        if once:
            lines = told_together(once, self.report)
            yield entries.stacked([hanging(each, options) for each in lines])
        if self.verbose:
            yield from (entries.failure(e, None, options) for e in _told_singly(self.report))
            return
        diagnosed: set[int] = set()
        raised: dict[str, str] = {}
        for each in groups:
            if not (each.of_the_function or each in of_another):
                diagnosis = self.report.diagnosis_of(each.shown)
                again = id(diagnosis) in diagnosed
                diagnosed.add(id(diagnosis))
                if self._briefly and diagnosis is not None and diagnosis.naming.known:
                    if not again:
                        yield entries.bug(each.shown, diagnosis, options)
                    continue
                if (place := each.raised_at) in raised:
                    yield entries.raised_again(each, raised[place], options)
                    continue
                raised |= {place: each.shown.title} if place else {}
                lines = [] if again else diagnosis_lines(diagnosis)
                yield entries.failure_group(each, lines, options)

    def _summary(self, options: ConsoleOptions) -> Iterator[RenderableType]:
        report = self.report
        for name, isolation in report.implementations:
            yield packed([printable(name), printable(isolation)], options)
        for note in filter(None, (saved_text(report), *map(printable, report.notes))):
            yield hanging(note, options)
        counts = unwritten_text(report) or counts_text(report.counts()) or "nothing was checked"
        functions = functions_text(function_lines(report)) if self._told_first else ""
        parts = [
            f"{counts} in {seconds_text(report.seconds)}",
            *([functions] if functions else []),
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
