"""Tables that choose their layout by the width there is, drawn with rich.

Rich takes a third of a millisecond to lay out a row. So the cells of a column are handed to it
as one text of many lines, already folded, and a table of 400 results takes as long as one of 40.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from rich.box import Box
from rich.cells import cell_len, chop_cells
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.console import RenderableType

GAP = 2
INDENT = 1
LEAD_LEAST = 8

_EMPTY = "    \n" * 2
_RULE = Box(f"{_EMPTY} ── \n{_EMPTY}{_EMPTY}    \n")
_ASCII_RULE = Box(f"{_EMPTY} -- \n{_EMPTY}{_EMPTY}    \n", ascii=True)

_STYLES = {
    "PASS": "green",
    "FAIL": "bold red",
    "ERROR": "bold red",
    "UNTRUSTED": "yellow",
    "DISPUTED": "yellow",
    "NOT-ASKED": "yellow",
    "NOT-WRITTEN": "yellow",
    "NOT-JUDGED": "yellow",
    "NOT-ALLOWED": "yellow",
    "UNSUPPORTED": "yellow",
    "different": "bold red",
}


def style_of(cell: str) -> str:
    """Return the colour of a cell; it never says more than the cell's own words."""
    word = cell.split(" ", 1)[0]
    return "bold red" if cell.endswith("differ") else _STYLES.get(word, "")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as plain text, before it is given a width.

    Attributes
    ----------
    headers : tuple of str
        A line end inside a header or a cell starts a new line there.
    rows : tuple of (group, cells)
        Rows of one group stand together under its name.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]

    def widths(self) -> list[int]:
        """Return the width that each column would take if nothing were folded."""
        columns = zip(self.headers, *(cells for _, cells in self.rows), strict=True)
        return [max(map(_width, column)) for column in columns]

    @property
    def height(self) -> int:
        """How many lines the rows and their groups' names take if nothing is folded."""
        groups = {name for name, _ in self.rows if name}
        named = sum(name.count("\n") + 1 for name in groups)
        return named + sum(max(cell.count("\n") for cell in cells) + 1 for _, cells in self.rows)

    def mapped(self, change: Callable[[str], str]) -> Grid:
        """Return the grid with every cell and group name changed."""
        rows = ((change(name), tuple(map(change, cells))) for name, cells in self.rows)
        return Grid(self.headers, tuple(rows))

    def fits(self, width: int) -> bool:
        """Whether it can be read at this width without folding anything."""
        return _total(self.widths()) <= width

    def draw(self, width: int, *, ascii_only: bool, headings: bool) -> Iterator[RenderableType]:
        """Yield the header, and the rows of each group under its name."""
        lead, *others = self.widths()
        room = width - _total([0, *others])
        widths = [max(min(lead, room), LEAD_LEAST), *others]
        box = _ASCII_RULE if ascii_only else _RULE
        yield _table(widths, self.headers, [], box)
        for group, rows in groupby(self.rows, key=lambda row: row[0]):
            if headings:
                yield Text(group, style="bold", overflow="fold")
            yield _table(widths, (), [cells for _, cells in rows], box)


def _table(
    widths: Sequence[int], headers: Sequence[str], rows: Sequence[Sequence[str]], box: Box
) -> Padding:
    table = Table(
        box=box,
        show_edge=False,
        pad_edge=False,
        padding=(0, GAP - 1, 0, 0),
        show_header=bool(headers),
        header_style="bold",
    )
    for index, width in enumerate(widths):
        header = Text(headers[index], no_wrap=True) if headers else ""
        table.add_column(header, width=width, no_wrap=True, overflow="ignore", vertical="bottom")
    if rows:
        table.add_row(*_columns(widths, rows))
    return Padding(table, (0, 0, 0, INDENT), expand=False)


def _columns(widths: Sequence[int], rows: Sequence[Sequence[str]]) -> list[Text]:
    """Join the cells of each column into one text, padded so that rows stay level."""
    columns = [Text(no_wrap=True, overflow="ignore") for _ in widths]
    for number, row in enumerate(rows):
        cells = [_folded(cell, width) for cell, width in zip(row, widths, strict=True)]
        height = max(map(len, cells))
        for column, lines, cell in zip(columns, cells, row, strict=True):
            if number:
                column.append("\n")
            column.append("\n".join(lines), style_of(cell) or None)
            column.append("\n" * (height - len(lines)))
    return columns


def _folded(cell: str, width: int) -> list[str]:
    if len(cell) <= width and "\n" not in cell and cell.isascii():
        return [cell]
    lines: list[str] = []
    for line in cell.split("\n"):
        rest = line
        while cell_len(rest) > width:
            head = _head(rest, width)
            lines.append(head)
            rest = rest[len(head) :]
        lines.append(rest)
    return lines


def _head(text: str, width: int) -> str:
    """Return what fits, up to the last place where a name can be broken well."""
    head = chop_cells(text, width)[0]
    good = max(head.rfind(mark) for mark in " ,[/") + 1
    return head[:good] if 2 * good > len(head) else head


def _width(cell: str) -> int:
    return max(map(cell_len, cell.split("\n")))


def _total(widths: Sequence[int]) -> int:
    return INDENT + sum(widths) + GAP * (len(widths) - 1)
