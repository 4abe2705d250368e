"""A report for programs: JSON with a version and a schema.

The document
------------
``schema`` is ``"cnncheck.report/2"``; the number grows when a reader of the old form would be
misled. Fields may be added without that. The classes here, of `cnncheck.report.json_case` and
`cnncheck.report.json_diagnosis` say what each field is, and `schema` follows from them. Number 1
said ``skipped`` for ``not-asked``. Each result stands on one line, so that reports can be compared
and searched with ordinary tools.

Numbers are strict JSON: a NaN and the infinities are the strings ``"nan"``, ``"inf"`` and
``"-inf"``. What is not there is ``null``. Of a hidden case, ``parameters`` is ``null`` and the
verdict holds no figure, no shape and no value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import AliasPath, BeforeValidator, Field

from cnncheck.outcomes import Outcome  # noqa: TC001 - pydantic reads the annotations
from cnncheck.rendering.declared import (
    Count,
    Declared,
    Environment,
    Filled,
    Implementation,
    Number,
    Shape,
    Values,
    document_schema,
    in_lines,
)
from cnncheck.report.hidden import redacted
from cnncheck.report.json_case import Case  # noqa: TC001
from cnncheck.report.json_diagnosis import Diagnosis, diagnosis_data

if TYPE_CHECKING:
    from cnncheck.report.report import Report

SCHEMA: Final = "cnncheck.report/2"

__all__ = ["SCHEMA", "as_data", "schema", "to_json"]


class Worst(Declared):
    """The element furthest beyond, or closest to, what is allowed."""

    index: Shape
    got: Number
    expected: Number
    allowed: Number
    """The difference that is allowed at this element."""


class Figures(Declared):
    """How far two arrays of one shape are apart."""

    squared_error: Number
    """sum((a - r)**2), over the elements that are finite on both sides."""
    max_abs: Number
    """Largest |a - r|."""
    max_rel: Number
    """Largest |a - r| / |r| where r is not 0."""
    of_bound: Number
    """Largest |a - r| / allowed: at most 1 when all is well."""
    mismatched: Count
    """Elements beyond what is allowed."""
    size: Count
    """All elements."""
    worst: Worst | None


class Summary(Declared):
    """One array in a few figures."""

    shape: Shape
    dtype: str
    sum: Number
    mean: Number


class Fact(Declared):
    """A corner of the result that the case names."""

    at: str = Field(validation_alias="text")
    """The index as written."""
    implementation: Values | None
    reference: Values | None
    expected: Values | None


class Verdict(Declared):
    """What is said about the pass, over all its draws."""

    outcome: Outcome
    passed: bool = Field(validation_alias=AliasPath("outcome", "passed"))
    lane: str
    """exact, real, the overridden tolerance in words, or hidden."""
    message: str
    """Empty for a pass; else what is wrong in one sentence."""
    hint: str
    """What probably to look at; may be empty."""
    draw: Count
    """Which of the case's draws the figures are of."""
    inputs: Annotated[dict[str, Shape], BeforeValidator(dict)]
    """Argument name to shape, in the order of the call."""
    implementation: Summary | None
    reference: Summary | None
    figures: Figures | None
    """null when there was nothing of the right shape to compare."""
    yardstick: Figures | None
    """The same for PyTorch in the case's own dtype, when it was asked for."""
    slices: tuple[Fact, ...]
    sums: Filled
    """Where the result was held to random sums of itself, and not to the reference element by
    element (Freivalds' identity, --reference-work): what they are sums of, such as "64 filters".
    Figures are then of the sums."""
    power: Number | None
    """Of a pass that allows differences: the share of single lost products that it would have
    noticed. null where every loss would show, or after a failure."""
    log2_miss: Number | None
    """Of a pass in the exact lane: log2 of how likely a wrong coefficient would have passed, if the
    result is linear in each array that it multiplies. null where nothing was drawn from a known
    range, or after a failure."""
    log: str
    """What the implementation printed or raised."""
    seconds: Number
    """Wall time of the implementation's calls together."""
    reference_seconds: Number


class Result(Declared):
    """One pass of one case of one implementation."""

    id: str
    """file::name[variant] pass"""
    implementation: str
    pass_name: str = Field(serialization_alias="pass")
    function: str
    again: Filled
    """The command line that runs exactly this; null for a hidden case."""
    case: Case
    verdict: Verdict


class Document(Declared):
    """One run."""

    schema_: Literal["cnncheck.report/2"] = Field(SCHEMA, serialization_alias="schema")
    passed: bool
    """Whether something was checked and all of it passed."""
    excused: list[Outcome]
    """Outcomes that, besides a pass, do not fail the run."""
    counts: dict[Outcome, Annotated[int, Field(ge=1)]]
    """Outcome to how many results ended so."""
    deselected: Count
    """Passes that options left out."""
    stopped_early: bool
    """Whether something ended the run early."""
    stopped: Filled
    """What did: --fail-fast, --time-limit, or a signal."""
    unasked: Count
    """Passes that were not asked for that reason."""
    seconds: Number
    """Wall time of the whole run."""
    paths: tuple[str, ...]
    implementations: list[Implementation]
    environment: Environment
    notes: list[str]
    """What else a person should know of the run."""
    stored_truths: Count
    """How many of the reference's answers are from the store of its earlier ones."""
    diagnoses: list[Diagnosis]
    """Why functions fail, at most one for each function of an implementation."""
    results: tuple[Result, ...]


def to_json(report: Report) -> str:
    """Write the report as a JSON document that ends with a line end."""
    return in_lines(as_data(report), "results")


def as_data(report: Report) -> dict[str, Any]:
    """Return the document as dictionaries, lists, strings and finite numbers."""
    report = redacted(report)
    return Document.data(
        {
            "passed": report.passed,
            "deselected": report.deselected,
            "stopped": report.stopped,
            "unasked": report.unasked,
            "seconds": report.seconds,
            "paths": report.paths,
            "environment": report.environment,
            "stored_truths": report.stored_truths,
            "results": report.results,
            "excused": sorted(report.excused),
            "counts": report.counts(),
            "stopped_early": bool(report.stopped),
            "implementations": [
                {"name": name, "isolation": isolation} for name, isolation in report.implementations
            ],
            "notes": [*report.calling, *report.notes],
            "diagnoses": [diagnosis_data(diagnosis) for diagnosis in report.diagnoses],
        }
    )


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that every document of `to_json` satisfies."""
    return document_schema(Document, SCHEMA)
