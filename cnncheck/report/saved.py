"""Failures that are saved as cases, and what a later run says of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.rendering.wording import printable

if TYPE_CHECKING:
    from cnncheck.operators.case import Case
    from cnncheck.report.report import Report

TAG = "saved-failure"
"""What marks a case that was once a failure's smallest problem."""


def saved_failures(report: Report) -> list[Case]:
    """Return the smallest failing problem of each diagnosis as a case with a name of its own."""
    cases: dict[str, Case] = {}
    for diagnosis in report.diagnoses:
        if diagnosis.smallest is not None:
            case = diagnosis.smallest.case
            name, count = case.name, 1
            while name in cases:
                count += 1
                name = f"{case.name}-{count}"
            cases[name] = replace(case, name=name, variant="", tags=(TAG,))
    return list(cases.values())


def saved_text(report: Report) -> str:
    """Say which saved failures are fixed and which are not; empty where none were run."""
    found = [result for result in report.results if TAG in result.case.tags]
    words = []
    for passed, what in ((True, "fixed"), (False, "still failing")):
        names = {each.case.name for each in found if each.verdict.outcome.passed == passed}
        if names:
            words.append(f"{what}: {', '.join(sorted(names))}")
    return printable("; ".join(words))
