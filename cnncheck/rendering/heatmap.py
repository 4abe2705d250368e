"""Two planes of numbers beside each other as a small heat map for the terminal.

Every cell says its value by a number or a character, and on a terminal with colours by its shade.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.style import Style
from rich.text import Text

from cnncheck.rendering.wording import shape_text

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from rich.console import Console, ConsoleOptions, RenderResult

Plane = list[list[float]]

MOST_COLUMNS = 80
MOST_ROWS = 40
GAP = 3
NUMBER_CELLS = (6, 5)
"""Widths of a cell, with the space after it, in which a number is readable."""
SHADE_CELLS = (2, 1)
RAMP = ".:-=+*#%@"
"""From the smallest value to the largest; an exact zero is a space, so that a border shows."""
LEFT_OUT = "~"


def side_by_side(
    x: NDArray[Any], x_pad: NDArray[Any], *, titles: tuple[str, str] = ("x", "x_pad")
) -> SideBySide:
    """Return two planes as a renderable of at most 80 columns.

    Parameters
    ----------
    x, x_pad : ndarray, shape (H, W)
        Both are shaded on one scale, from the smallest value of the two to the largest.
    titles : pair of str

    Returns
    -------
    SideBySide
        Numbers where there is room, else one character a cell. Of planes that are still too
        large, the middle is left out: the borders are what padding changes.

    Raises
    ------
    ValueError
        If an array does not have two axes.
    """
    for name, array in zip(titles, (x, x_pad), strict=True):
        if array.ndim != 2:
            raise ValueError(f"{name} must have 2 axes (H, W), got shape {array.shape}")
    headings = (f"{titles[0]}  {shape_text(x.shape)}", f"{titles[1]}  {shape_text(x_pad.shape)}")
    return SideBySide((x.astype(float).tolist(), x_pad.astype(float).tolist()), headings)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two planes that draw themselves within the width that they are given."""

    planes: tuple[Plane, Plane]
    headings: tuple[str, str]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the headings, the rows of both planes level with each other, and the key."""
        room = min(options.max_width, MOST_COLUMNS) - GAP
        columns = [len(plane[0]) if plane else 0 for plane in self.planes]
        widths = (*NUMBER_CELLS, *SHADE_CELLS)
        cell = next((width for width in widths if width * sum(columns) <= room), SHADE_CELLS[-1])
        most = room if cell * sum(columns) <= room else room // (2 * cell)
        scale = _scale(self.planes)
        left, right = (
            [Text(heading, style="bold"), *_rows(_cropped(plane, most), cell, scale)]
            for heading, plane in zip(self.headings, self.planes, strict=True)
        )
        edge = max(line.cell_len for line in left)
        for index in range(max(len(left), len(right))):
            first = left[index] if index < len(left) else Text()
            second = right[index] if index < len(right) else Text()
            space = " " * (edge - first.cell_len + GAP)
            yield Text.assemble(first, space, second, no_wrap=True, overflow="ignore")
        if cell in SHADE_CELLS:
            yield Text(f"{RAMP[0]} is {scale[0]:.3g}, {RAMP[-1]} is {scale[1]:.3g}, blank is 0")
        if any(columns[i] > most or len(self.planes[i]) > MOST_ROWS for i in (0, 1)):
            yield Text(f"the middle is left out at {LEFT_OUT}")


def _rows(plane: list[list[float | None]], cell: int, scale: tuple[float, float]) -> list[Text]:
    write = _number if cell in NUMBER_CELLS else _shade
    lines = []
    for row in plane:
        line = Text()
        for value in row:
            if value is None:
                line.append(LEFT_OUT.center(cell))
            else:
                line.append(write(value, cell, scale), _style(value, scale))
        lines.append(line)
    return lines


def _number(value: float, cell: int, _: tuple[float, float]) -> str:
    """Write a value with as many decimals as its cell has room for."""
    room = cell - 1
    if value == 0:
        return f"{0:>{room}} "
    candidates = (f"{value:.2f}", f"{value:.1f}", f"{value:.0f}", f"{value:.0e}")
    text = next((each for each in candidates if len(each) <= room), "#" * room)
    return f"{text:>{room}} "


def _shade(value: float, cell: int, scale: tuple[float, float]) -> str:
    if value == 0:
        return " " * cell
    if not math.isfinite(value):
        return "?" * cell
    return RAMP[round(_level(value, scale) * (len(RAMP) - 1))] * cell


def _style(value: float, scale: tuple[float, float]) -> Style:
    """Grey from dark to light; zeros and what is no number keep the terminal's own colours."""
    if value == 0 or not math.isfinite(value):
        return Style.null()
    grey = 48 + round(192 * _level(value, scale))
    text = "black" if grey > 128 else "white"
    return Style.parse(f"{text} on rgb({grey},{grey},{grey})")


def _level(value: float, scale: tuple[float, float]) -> float:
    low, high = scale
    return (value - low) / (high - low) if high > low else 1.0


def _scale(planes: tuple[Plane, Plane]) -> tuple[float, float]:
    values = [value for plane in planes for row in plane for value in row]
    shaded = [value for value in values if math.isfinite(value) and value != 0]
    return (min(shaded, default=0.0), max(shaded, default=0.0))


def _cropped(plane: Plane, columns: int) -> list[list[float | None]]:
    """Keep the ends of the rows and columns, and mark with None where the middle was."""
    rows: list[list[float | None]] = [_ends(row, columns) for row in plane]
    if len(rows) <= MOST_ROWS:
        return rows
    head, tail = MOST_ROWS // 2, MOST_ROWS - MOST_ROWS // 2 - 1
    return [*rows[:head], [None] * len(rows[0]), *rows[len(rows) - tail :]]


def _ends(row: list[float], most: int) -> list[float | None]:
    if len(row) <= most:
        return list(row)
    head = most // 2
    tail = most - head - 1
    return [*row[:head], None, *row[len(row) - tail :]]
