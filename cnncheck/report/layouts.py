"""The shapes table and the errors table, from the most generous layout to the narrowest."""

from __future__ import annotations

from dataclasses import replace
from textwrap import wrap
from typing import TYPE_CHECKING, Literal

from cnncheck.rendering.grid import Grid
from cnncheck.rendering.wording import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cnncheck.report.rows import Row

Lead = Literal["columns", "tree", "pass"]
Cells = tuple[str, ...]
LANE_WIDTH = 16
"""An overridden tolerance is a whole sentence: it takes lines, not columns."""


def shapes_grids(rows: Sequence[Row], *, single: bool, reference: str) -> Iterator[Grid]:
    """Yield layouts of: each input, the implementation's output, the reference's, same or not."""
    rows = [row for row in rows if not row.yardstick]
    wide = ("inputs", "implementation", reference, "shape")
    short = ("inputs", "output", reference, "shape")
    leads: tuple[Lead, ...] = ("pass",) if single else ("columns", "tree")
    for lead in leads:
        yield _grid(rows, lead, wide, lambda row: _shape_cells(row, ", "))
    for lead in leads:
        yield _grid(rows, lead, wide, lambda row: _shape_cells(_paired(row), ",\n"))
    for lead in leads:
        yield _grid(rows, lead, wide, lambda row: _shape_cells(row, "\n"))
    last = leads[-1]
    yield _grid(rows, last, short, lambda row: _shape_cells(row, "\n"))
    yield _grid(rows, last, short[:3], _narrow_shape_cells)


def errors_grids(rows: Sequence[Row], *, single: bool) -> Iterator[Grid]:
    """Yield layouts of: squared error, largest differences, share of the bound, verdict."""
    lanes = any(row.lane for row in rows)
    lane_header = ("lane",) if lanes else ()
    power_header = ("detects",) if any(row.detects != NOTHING for row in rows) else ()
    figures = ("squared error", "max |diff|", "max rel", "of bound")
    full = (*figures, *power_header, "verdict", *lane_header)
    folded = ("squared\nerror", "max\n|diff|", "max rel", "of\nbound", "verdict")
    narrow = ("squared\nerror", "max\n|diff|", "of\nbound", "verdict")
    leads: tuple[Lead, ...] = ("pass",) if single else ("columns", "tree")
    for lead in leads:
        yield _grid(rows, lead, full, lambda row: _error_cells(row, lanes, bool(power_header)))
    if lanes:
        yield _grid(rows, leads[-1], (*folded, "lane"), lambda row: _error_cells(row, True, False))
    yield _grid(rows, leads[-1], folded, lambda row: _error_cells(row, False, False))
    yield _grid(rows, leads[-1], narrow, _narrow_error_cells)


def _shape_cells(row: Row, between: str) -> Cells:
    return (between.join(row.inputs), row.got, row.expected, row.shape)


def _paired(row: Row) -> Row:
    """Return a row with two inputs a line."""
    pairs = (", ".join(row.inputs[at : at + 2]) for at in range(0, len(row.inputs), 2))
    return replace(row, inputs=tuple(pairs))


def _narrow_shape_cells(row: Row) -> Cells:
    return ("\n".join(row.inputs), row.got, "same" if row.shape == "same" else row.expected)


def _error_cells(row: Row, lane: bool, power: bool) -> Cells:
    figures: Cells = (row.squared_error, row.max_abs, row.max_rel, row.of_bound)
    figures = (*figures, row.detects, row.verdict) if power else (*figures, row.verdict)
    return (*figures, "\n".join(wrap(row.lane, LANE_WIDTH))) if lane else figures


def _narrow_error_cells(row: Row) -> Cells:
    return (row.squared_error, row.max_abs, row.of_bound, row.verdict)


def _grid(
    rows: Sequence[Row], lead: Lead, headers: Cells, cells_of: Callable[[Row], Cells]
) -> Grid:
    counted = any(row.count > 1 for row in rows)
    columns = {"columns": ("case", "pass"), "tree": ("case and pass",), "pass": ("pass",)}[lead]
    if counted:
        columns = ("operator", *columns[1:]) if lead == "columns" else ("operator and pass",)
        headers = ("cases", *headers)
    lines: list[tuple[str, Cells]] = []
    above = ("", "")
    heading = ""
    for row in rows:
        here = (row.group, row.case)
        cells = (str(row.count), *cells_of(row)) if counted else cells_of(row)
        if lead == "columns":
            lines.append((row.group, ("" if here == above else row.case, row.pass_name, *cells)))
        elif lead == "tree":
            # A case's name has a whole line to itself, below its file's, and is never folded.
            if here != above:
                label = f" {row.case}"
                heading = label if row.group == above[0] else f"{row.group}\n{label}".lstrip("\n")
            lines.append((heading, (f"  {row.pass_name}", *cells)))
        else:
            lines.append((row.group, (row.pass_name, *cells)))
        above = here
    return Grid((*columns, *headers), tuple(lines))
