"""JSON reports read back: as much of them as a comparison needs.

What does not fit the schema is named by its place in the document, ``results[3].verdict.outcome``.
Outcomes and fields that a later version adds are no fault: the schema's number would have grown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cnncheck.compare.verdict import Worst
from cnncheck.errors import UsageError
from cnncheck.outcomes import Outcome
from cnncheck.rendering.document import Document, brief, read_document
from cnncheck.report.failures import worst_text
from cnncheck.report.json_report import SCHEMA, as_data

if TYPE_CHECKING:
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
    document = Document(name, _WRITE_ONE)
    if not isinstance(data, dict) or "schema" not in data:
        raise UsageError(f"{name}: this is JSON, but no report of cnncheck", _WRITE_ONE)
    if data["schema"] not in (SCHEMA, EARLIER):
        raise UsageError(
            f"{name}: the schema is {brief(data['schema'])}, this cnncheck reads {brief(SCHEMA)}",
            "write the report anew, or compare with the cnncheck that wrote it",
        )
    environment = document.get(data, "environment", dict, "")
    results = document.get(data, "results", list, "")
    excused = data.get("excused")
    excused = excused if isinstance(excused, list) else []
    return PastReport(
        name,
        tuple((str(key), str(value)) for key, value in environment.items()),
        tuple(_result(document, each, f"results[{i}]", excused) for i, each in enumerate(results)),
    )


def _result(document: Document, data: object, at: str, excused: list[Any]) -> PastResult:
    verdict = document.get(data, "verdict", dict, at)
    outcome = document.get(verdict, "outcome", str, f"{at}.verdict")
    passed = document.get(verdict, "passed", bool, f"{at}.verdict")
    case = document.get(data, "case", dict, at)
    case_id = document.get(case, "id", str, f"{at}.case")
    pass_name = document.get(data, "pass", str, at)
    operator = document.get(case, "operator", str, f"{at}.case")
    figures = verdict.get("figures")
    message = document.get(verdict, "message", str, f"{at}.verdict")
    of_bound = None
    if isinstance(figures, dict):
        place = f"{at}.verdict.figures"
        of_bound = document.number(figures, "of_bound", place)
        message += _worst(document, figures, place) if message else ""
    again = data.get("again") if isinstance(data, dict) else None
    return PastResult(
        id=document.get(data, "id", str, at),
        title=f"{case_id}  {operator} {pass_name}",
        implementation=document.get(data, "implementation", str, at),
        outcome=_EARLIER_OUTCOMES.get(outcome, outcome),
        passed=passed,
        fails=not passed and outcome not in excused,
        message=message,
        of_bound=of_bound,
        again=again if isinstance(again, str) else "",
    )


def _worst(document: Document, figures: dict[str, Any], at: str) -> str:
    if not figures.get("worst") or not document.get(figures, "mismatched", int, at):
        return ""
    worst = document.get(figures, "worst", dict, at)
    place = f"{at}.worst"
    index = [each for each in document.get(worst, "index", list, place) if isinstance(each, int)]
    got, expected, allowed = (
        document.number(worst, key, place) for key in ("got", "expected", "allowed")
    )
    return f"; worst at {worst_text(Worst(tuple(index), got, expected, allowed))}"
