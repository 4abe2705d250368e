"""An audit in JSON, for CI and for programs.

``schema`` is ``"cnncheck.audit/1"``; the number grows when a reader of the old form would be
misled. The classes here say what each field is, and `schema` follows from them.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import AliasPath, Field

from cnncheck.outcomes import Outcome  # noqa: TC001 - pydantic reads the annotations
from cnncheck.rendering.declared import Count, Declared, Number, document_schema, indented

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.audit import filling, scoring

SCHEMA: Final = "cnncheck.audit/1"


class Survivor(Declared):
    """A fault that no case notices."""

    fault: str = Field(validation_alias=AliasPath("fault", "id"))
    """As `cnncheck explain` takes it."""
    sentence: str = Field(validation_alias=AliasPath("fault", "sentence"))
    hint: str = Field(validation_alias=AliasPath("fault", "hint"))
    forms: Count
    """In how many ways it can show."""
    surviving: tuple[Count, ...]
    """Which of them nothing notices, by their numbers in the catalogue."""


class Function(Declared):
    """How well one function is tested."""

    function: str
    questions: Count
    faults: Count
    caught: Count
    score: Number | None
    """Percentage of its faults that are caught; null where none is known."""
    survivors: tuple[Survivor, ...]


class Gap(Declared):
    """Something that no case asks about."""

    operator: str
    trait: str | None
    """null where no case asks the operator at all."""


class Unsound(Declared):
    """A question that not even the right answer passes."""

    id: str
    outcome: Outcome
    message: str


class Proposal(Declared):
    """Cases that would catch what is not caught."""

    yaml: str
    """A case file."""
    cases: Count
    uncaught: tuple[str, ...]
    """Ids of the faults that these would not catch either."""


class Document(Declared):
    """One audit."""

    schema_: Literal["cnncheck.audit/1"] = Field(SCHEMA, serialization_alias="schema")
    cnncheck: str
    """Version of cnncheck."""
    paths: tuple[str, ...]
    """The case files and folders, as given."""
    score: Number | None
    """Percentage of the faults that are caught; null where none is known."""
    faults: Count
    caught: Count
    cases: Count
    questions: Count
    seconds: Number
    """Wall time."""
    functions: tuple[Function, ...]
    caught_by: dict[str, tuple[str, ...]]
    """Fault id to the questions that catch it, the smallest for each form."""
    untested: list[Gap]
    unsound: tuple[Unsound, ...]
    proposal: Proposal | None


def audit_to_json(
    audit: scoring.Audit,
    paths: Sequence[str],
    *,
    proposal: filling.Proposal | None = None,
    yaml: str = "",
) -> str:
    """Write an audit as JSON.

    Parameters
    ----------
    audit : Audit
    paths : sequence of str
        What was audited.
    proposal : Proposal, optional
    yaml : str, optional
        The proposed cases as the text of a case file.
    """
    content = {
        "cnncheck": version("cnncheck"),
        "paths": tuple(paths),
        "score": audit.score,
        "faults": audit.faults,
        "caught": audit.caught,
        "cases": audit.cases,
        "questions": audit.questions,
        "seconds": audit.seconds,
        "functions": [_function(each) for each in audit.functions],
        "caught_by": {
            fault.fault.id: fault.caught_by for each in audit.functions for fault in each.faults
        },
        "untested": [
            {"operator": gap.operator, "trait": gap.trait if gap.asked else None}
            for gap in audit.gaps
        ],
        "unsound": audit.unsound,
        "proposal": proposal
        and {"yaml": yaml, "cases": len(proposal.cases), "uncaught": proposal.uncaught},
    }
    return indented(Document.data(content))


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that every document of `audit_to_json` satisfies."""
    return document_schema(Document, SCHEMA)


def _function(score: scoring.FunctionScore) -> dict[str, Any]:
    return {
        "function": score.function,
        "questions": score.questions,
        "faults": len(score.faults),
        "caught": score.caught,
        "score": score.score,
        "survivors": score.survivors,
    }
