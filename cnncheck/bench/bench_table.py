"""A benchmark for a person: a table for each dtype, number of threads and peer, then the means."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

from cnncheck.bench.bench_rows import (
    GROUP_HEADERS,
    by_heading,
    cells,
    group_cells,
    headers,
    machine_lines,
    refusal_text,
    summary_text,
    warnings,
)
from cnncheck.rendering.grid import Grid
from cnncheck.rendering.lines import encodable, indented, packed
from cnncheck.rendering.terminal import DEFAULT_WIDTH, make_console
from cnncheck.rendering.wording import printable, seconds_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from cnncheck.bench.result import BenchReport

_LAYOUTS = ((0, 1, 2, 3, 4, 5, 6, 7), (0, 1, 2, 3, 4, 5, 6), (0, 1, 2, 3, 4), (0, 1, 4))
"""Columns of `headers`, from wide to narrow terminals."""

_GROUP_LAYOUTS = ((0, 1, 2, 3, 4, 5, 6, 7), (1, 2, 3, 4, 5, 6), (1, 2, 5))


@dataclass(frozen=True, slots=True)
class BenchTable:
    """A benchmark that knows how to draw itself within the width that it is given."""

    report: BenchReport

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the tables, what went wrong, and the machine."""
        yield from self._measurements(options)
        yield from self._groups(options)
        for refusal in self.report.refusals:
            yield Text("ERROR" if refusal.is_peer else "FAIL", style="bold red")
            yield indented(printable(refusal_text(refusal)), options)
        yield Text()
        for line in machine_lines(self.report):
            yield packed([printable(line)], options)
        for line in warnings(self.report):
            yield Text("warning", style="yellow")
            yield indented(printable(line), options)
        summary = f"{summary_text(self.report)} in {seconds_text(self.report.seconds)}"
        yield packed([summary], options, bold=True)

    def _measurements(self, options: ConsoleOptions) -> Iterator[RenderableType]:
        tables = by_heading(self.report)
        rows = tuple((name, cells(each)) for name, group in tables.items() for each in group)
        if rows:
            grid = Grid(headers(self.report), rows)
            more = tuple(range(len(_LAYOUTS[0]), len(grid.headers)))
            layouts = tuple((*columns, *more) for columns in _LAYOUTS)
            yield from _drawn(grid, layouts, options, headings=True)

    def _groups(self, options: ConsoleOptions) -> Iterator[RenderableType]:
        rows = tuple(("", group_cells(group)) for group in self.report.groups())
        if rows:
            yield Text()
            yield Text("geometric means of ours / peer, below 1 ours is faster", style="bold")
            yield from _drawn(Grid(GROUP_HEADERS, rows), _GROUP_LAYOUTS, options, headings=False)


def print_bench(report: BenchReport, console: Console | None = None) -> None:
    """Print a benchmark."""
    (make_console() if console is None else console).print(BenchTable(report), crop=False)


def to_text(report: BenchReport) -> str:
    """Return what the console shows, without colour, 100 columns wide."""
    file = io.StringIO()
    print_bench(report, make_console(file, color=False, width=DEFAULT_WIDTH))
    return file.getvalue()


def _drawn(
    grid: Grid, layouts: tuple[tuple[int, ...], ...], options: ConsoleOptions, *, headings: bool
) -> Iterator[RenderableType]:
    """Draw the widest layout that there is room for."""
    candidates = [_only(_aligned(grid), columns) for columns in layouts]
    width = options.max_width
    chosen = next((each for each in candidates if each.fits(width)), candidates[-1])
    ascii_only = not options.encoding.startswith("utf")
    if ascii_only:
        chosen = chosen.mapped(lambda cell: encodable(cell.replace("±", "+-"), options))
    yield from chosen.draw(width, ascii_only=ascii_only, headings=headings)


def _aligned(grid: Grid) -> Grid:
    """Set every column of figures flush right."""
    columns = list(zip(*(row for _, row in grid.rows), strict=True))
    lines = [header.split("\n") for header in grid.headers]
    widths = [
        max(map(len, [*header, *column])) if _is_figures(column) else 0
        for header, column in zip(lines, columns, strict=True)
    ]
    headers = tuple(
        "\n".join(line.rjust(width) for line in header)
        for header, width in zip(lines, widths, strict=True)
    )
    rows = tuple(
        (group, tuple(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))
        for group, row in grid.rows
    )
    return Grid(headers, rows)


def _is_figures(column: tuple[str, ...]) -> bool:
    return all(cell[:1].isdigit() or cell[:1] == "-" for cell in column)


def _only(grid: Grid, columns: tuple[int, ...]) -> Grid:
    rows = tuple((group, tuple(printable(row[i]) for i in columns)) for group, row in grid.rows)
    return Grid(tuple(grid.headers[i] for i in columns), rows)
