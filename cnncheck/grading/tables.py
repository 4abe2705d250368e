"""Grades for spreadsheets and for programs.

The JSON document
-----------------
``schema`` is ``"cnncheck.grades/1"``; the number grows when a reader of the old form would be
misled. Fields may be added without that.

======================  =========================================================================
``cases``               where the cases came from, a list of paths
``environment``         versions of cnncheck, python, numpy, torch; platform; threads
``resumed``             how many submissions were taken from the journal
``seconds``             wall time of the whole batch
``mean_percent``        over the submissions that were graded
``identical``           lists of names of submissions with the same code
``bugs``                each bug that was seen: ``function``, ``sentence``, ``faults`` (the ids
                        that ``cnncheck explain`` takes), ``submissions`` (names)
``submissions``         in the order given, each on a line of its own:
``.name``, ``.path``    as in the table; the absolute path
``.sha256``             of its code
``.failure``            why cnncheck could not grade it, or ``null``; its points then mean nothing
``.isolation``          how its code was contained
``.earned`` ...         and ``possible``, ``percent``, ``passed``, ``asked``, ``reason``: of all
``.functions``          the same by name of function
``.causes``             why functions fail, as ``bugs``, and ``lines``: the smallest problem, a hint
``.dialect``            in which dialect it was called
``.notes``              how its code ran, where that was not as it stands
``.scores``             one for each pass of each case: ``case``, ``function``, ``earned``,
                        ``points``, ``outcome``, ``message``, ``hint``, ``log``, ``hidden``
======================  =========================================================================

Of a hidden case there is its name, its outcome and one sentence.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cnncheck.rendering.wording import harmless_json, printable

if TYPE_CHECKING:
    from cnncheck.grading.gradebook import Gradebook
    from cnncheck.grading.marks import Cause, Graded, Mark, Score

SCHEMA = "cnncheck.grades/1"

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
        total = graded.total
        points = [
            value
            for name in functions
            for value in (graded.mark(name).earned, graded.mark(name).possible)
        ]
        cells: list[object] = [*points, total.earned, total.possible, round(total.percent, 2)]
        if graded.failure:  # an empty cell asks for attention, a 0 would be taken for a grade
            cells = [""] * len(cells)
        causes = "; ".join(f"{cause.function}: {cause.sentence}" for cause in graded.causes)
        texts = map(_cell, (total.reason, causes, graded.isolation))
        writer.writerow([_cell(graded.name), *map(_number, cells), *texts])
    return text.getvalue()


def _number(value: object) -> str:
    return f"{round(value, 6):.12g}" if isinstance(value, float) else str(value)


def _cell(text: str) -> str:
    """Escape controls, and what a spreadsheet would take for a formula: names are people's own."""
    return _FORMULA.sub(r"\1'", printable(text))


def to_json(book: Gradebook) -> str:
    """Write the document described above, which ends with a line end."""
    head: dict[str, Any] = {
        "schema": SCHEMA,
        "cases": list(book.paths),
        "environment": asdict(book.environment),
        "resumed": book.resumed,
        "seconds": book.seconds,
        "mean_percent": book.mean_percent,
        "identical": [list(names) for names in book.identical],
        "bugs": [{**_cause(cause), "submissions": list(names)} for cause, names in book.bugs],
    }
    fields = ",\n".join(f" {json.dumps(key)}: {json.dumps(value)}" for key, value in head.items())
    lines = ",\n  ".join(json.dumps(_submission(each), allow_nan=False) for each in book.graded)
    return harmless_json(f'{{\n{fields},\n "submissions": [\n  {lines}\n ]\n}}\n')


def _submission(graded: Graded) -> dict[str, Any]:
    return {
        "name": graded.name,
        "path": graded.place,
        "sha256": graded.digest,
        "failure": graded.failure or None,
        "isolation": graded.isolation,
        "seconds": graded.seconds,
        **_mark(graded.total),
        "functions": {mark.function: _mark(mark) for mark in graded.marks if mark.asked},
        "causes": [
            {**_cause(cause), "lines": list(map(printable, cause.lines))} for cause in graded.causes
        ],
        "dialect": graded.dialect,
        "notes": list(map(printable, graded.notes)),
        "scores": [_score(score) for score in graded.scores],
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "function": cause.function,
        "sentence": printable(cause.sentence),
        "faults": list(cause.faults),
    }


def _mark(mark: Mark) -> dict[str, Any]:
    return {
        "earned": mark.earned,
        "possible": mark.possible,
        "percent": mark.percent,
        "passed": mark.passed,
        "asked": mark.asked,
        "reason": mark.reason,
    }


def _score(score: Score) -> dict[str, Any]:
    return {"earned": score.earned, **asdict(score), "outcome": score.outcome.value}
