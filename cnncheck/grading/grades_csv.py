"""Grades for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from cnncheck.rendering.wording import printable

if TYPE_CHECKING:
    from cnncheck.grading.gradebook import Gradebook

_FORMULA = re.compile(r"(^|[;\t|])(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""Where a cell would begin with a formula, also if a spreadsheet cuts the row at semicolons."""


_MORE = ("diagnosis", "isolation")


def to_csv(book: Gradebook) -> str:
    """Write one row for each submission: points by function, in all, and why some are missing."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    functions = book.asked
    heads = [head for name in functions for head in (name, f"{name} possible")]
    writer.writerow(["submission", *heads, "total", "possible", "percent", "reason", *_MORE])
    for graded in book.graded:
        total, marks = graded.total, {mark.function: mark for mark in graded.marks}
        points = [
            value for name in functions for value in (marks[name].earned, marks[name].possible)
        ]
        cells: list[object] = [*points, total.earned, total.possible, round(total.percent, 2)]
        if graded.failure:  # an empty cell asks for attention, a 0 would be taken for a grade
            cells = [""] * len(cells)
        causes = "; ".join(f"{graded.named([e.function])}: {e.sentence}" for e in graded.causes)
        texts = map(_cell, (total.reason, causes, graded.isolation))
        writer.writerow([_cell(graded.name), *map(_number, cells), *texts])
    return text.getvalue()


def _number(value: object) -> str:
    return f"{round(value, 6):.12g}" if isinstance(value, float) else str(value)


def _cell(text: str) -> str:
    """Escape controls, and what a spreadsheet would take for a formula: names are people's own."""
    return _FORMULA.sub(r"\1'", printable(text))
