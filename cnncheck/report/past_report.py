"""JSON reports read back: as much of them as a comparison needs.

What does not fit the schema is named by its place in the document, ``results[3].verdict.outcome``.
Outcomes and fields that a later version adds are no fault: the schema's number would have grown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import Field

from cnncheck.compare.verdict import Worst
from cnncheck.errors import UsageError
from cnncheck.outcomes import Outcome
from cnncheck.rendering.document import Number, Read, brief, read_as, read_document
from cnncheck.report.failures import worst_text
from cnncheck.report.json_report import SCHEMA, as_data

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cnncheck.report.report import Report

EARLIER = "cnncheck.report/1"
_EARLIER_OUTCOMES = {"skipped": Outcome.NOT_ASKED.value}

_WRITE_ONE = "write one with: cnncheck run --report json:FILE"


@dataclass(frozen=True, slots=True)
class PastResult:
    """One pass of one case, as a report tells it.

    Attributes
    ----------
    id : str
        ``file.yaml::name[variant] pass``.
    title : str
        The same with the operator, as reports head their failures.
    outcome : str
    passed, fails : bool
        Both are false of what its run excuses: a function that is not defined.
    message : str
        What is wrong, and where it is worst; empty for a pass.
    of_bound : float, optional
        The largest share of the allowed difference that was used.
    again : str
        Empty where the report has no such line.
    """

    id: str
    title: str
    implementation: str
    outcome: str
    passed: bool
    fails: bool
    message: str = ""
    of_bound: float | None = None
    again: str = ""


@dataclass(frozen=True, slots=True)
class PastReport:
    """A run that was made some time ago, or just now.

    Attributes
    ----------
    name : str
        What messages call it: the file's name as the person gave it.
    environment : tuple of (name, version)
    results : tuple of PastResult
    """

    name: str
    environment: tuple[tuple[str, str], ...]
    results: tuple[PastResult, ...]


def read_report(path: str | Path) -> PastReport:
    """Read a JSON report from a file.

    Raises
    ------
    UsageError
        If there is no such file, if it is no report, or one of another schema.
    """
    return parsed(read_document(path, _WRITE_ONE), str(path))


def past(report: Report, name: str = "this run") -> PastReport:
    """Return a report that was just made, as if it had been read from a file."""
    return parsed(as_data(report), name)


def parsed(data: object, name: str) -> PastReport:
    """Take what is needed from a document of `cnncheck.report.json_report`.

    Raises
    ------
    UsageError
        If the document is not of that schema; `name` says which it is.
    """
    if not isinstance(data, dict) or "schema" not in data:
        raise UsageError(f"{name}: this is JSON, but no report of cnncheck", _WRITE_ONE)
    if data["schema"] not in (SCHEMA, EARLIER):
        raise UsageError(
            f"{name}: the schema is {brief(data['schema'])}, this cnncheck reads {brief(SCHEMA)}",
            "write the report anew, or compare with the cnncheck that wrote it",
        )
    told = read_as(_Report, data, name, _WRITE_ONE)
    return PastReport(
        name,
        tuple((key, str(value)) for key, value in told.environment.items()),
        tuple(_result(each, told.excused) for each in told.results),
    )


class _Worst(Read):
    index: list[int]
    got: Number
    expected: Number
    allowed: Number


class _Figures(Read):
    of_bound: Number
    mismatched: int = 0
    worst: _Worst | None = None


class _Verdict(Read):
    outcome: str
    passed: bool
    message: str
    figures: _Figures | None = None

    @property
    def told(self) -> str:
        """What is wrong, and where it is worst."""
        worst = self.figures and self.figures.mismatched and self.figures.worst
        if not worst or not self.message:
            return self.message
        where = Worst(tuple(worst.index), worst.got, worst.expected, worst.allowed)
        return f"{self.message}; worst at {worst_text(where)}"


class _Case(Read):
    id: str
    operator: str


class _Result(Read):
    id: str
    implementation: str
    pass_name: str = Field(alias="pass")
    case: _Case
    verdict: _Verdict
    again: str | None = None


class _Report(Read):
    environment: dict[str, Any]
    results: list[_Result]
    excused: list[str] = Field(default_factory=list)


def _result(told: _Result, excused: Sequence[str]) -> PastResult:
    verdict, case = told.verdict, told.case
    return PastResult(
        id=told.id,
        title=f"{case.id}  {case.operator} {told.pass_name}",
        implementation=told.implementation,
        outcome=_EARLIER_OUTCOMES.get(verdict.outcome, verdict.outcome),
        passed=verdict.passed,
        fails=not verdict.passed and verdict.outcome not in excused,
        message=verdict.told,
        of_bound=verdict.figures.of_bound if verdict.figures else None,
        again=told.again or "",
    )
