"""Grades for programs: JSON with a version and a schema.

``schema`` is ``"cnncheck.grades/1"``; the number grows when a reader of the old form would be
misled, and fields may be added without that. The classes here say what each field is, and `schema`
follows from them. Of a hidden case there is its name, its outcome and one sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field

from cnncheck.outcomes import Outcome  # noqa: TC001 - pydantic reads the annotations
from cnncheck.rendering.declared import (
    Count,
    Declared,
    Environment,
    Filled,
    document_schema,
    in_lines,
)
from cnncheck.rendering.wording import printable

if TYPE_CHECKING:
    from cnncheck.grading import gradebook, marks

SCHEMA: Final = "cnncheck.grades/1"

Printable = Annotated[str, BeforeValidator(printable)]


class Bug(Declared):
    """Why a function fails."""

    function: str
    sentence: Printable
    """What is wrong, in one line."""
    faults: tuple[str, ...]
    """As `cnncheck explain` takes them; empty where the bug has no name."""


class Cause(Bug):
    """The same of one submission."""

    lines: tuple[Printable, ...]
    """The sentence, the smallest problem that shows it, and a hint."""


class SeenBug(Bug):
    """A bug that was seen."""

    submissions: tuple[str, ...]
    """Whose it is."""


class Mark(Declared):
    """What was earned."""

    earned: float
    possible: float
    percent: float
    passed: Count
    """Passes of cases."""
    asked: Count
    reason: str
    """Why points are missing, in one line."""


class Score(Declared):
    """One pass of one case."""

    earned: float
    case: str
    function: str
    points: float
    outcome: Outcome
    message: str
    hint: str
    log: str
    hidden: bool


class Submission(Mark):
    """One submission; its points are those of all functions."""

    name: str
    path: str
    """Absolute."""
    sha256: str
    """Of its code."""
    failure: Filled
    """Why cnncheck could not grade it; its points then mean nothing."""
    isolation: str
    """How its code was contained."""
    seconds: float
    functions: dict[str, Mark]
    causes: tuple[Cause, ...]
    dialect: str
    """In which it was called."""
    notes: tuple[Printable, ...]
    """How its code ran, where that was not as it stands."""
    scores: tuple[Score, ...]


class Document(Declared):
    """One graded batch."""

    schema_: Literal["cnncheck.grades/1"] = Field(SCHEMA, serialization_alias="schema")
    cases: tuple[str, ...]
    """Where the cases came from."""
    environment: Environment
    resumed: Count
    """How many submissions were taken from the journal."""
    seconds: float
    """Wall time of the whole batch."""
    mean_percent: float
    """Over the submissions that were graded."""
    identical: tuple[tuple[str, ...], ...]
    """Names of submissions with the same code."""
    bugs: list[SeenBug]
    submissions: list[Submission]
    """In the order given."""


def to_json(book: gradebook.Gradebook) -> str:
    """Write the document described above, which ends with a line end."""
    content = {
        "cases": book.paths,
        "environment": book.environment,
        "resumed": book.resumed,
        "seconds": book.seconds,
        "mean_percent": book.mean_percent,
        "identical": book.identical,
        "bugs": [{**Bug.data(cause), "submissions": names} for cause, names in book.bugs],
        "submissions": [_submission(each) for each in book.graded],
    }
    return in_lines(Document.data(content), "submissions")


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that every document of `to_json` satisfies."""
    return document_schema(Document, SCHEMA)


def _submission(graded: marks.Graded) -> dict[str, Any]:
    return {
        **Mark.data(graded.total),
        "name": graded.name,
        "path": graded.place,
        "sha256": graded.digest,
        "failure": graded.failure,
        "isolation": graded.isolation,
        "seconds": graded.seconds,
        "functions": {mark.function: mark for mark in graded.marks if mark.asked},
        "causes": graded.causes,
        "dialect": graded.dialect,
        "notes": graded.notes,
        "scores": graded.scores,
    }
