"""From results to scores, with nothing in them that is hidden."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cnncheck.grading.marks import Score
from cnncheck.report.failures import log_lines, sentence
from cnncheck.report.hidden import is_hidden, redacted_result

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cnncheck.operators.case import Case
    from cnncheck.report.report import Result

LOG_CHARACTERS = 2000
"""The end of what a failing call printed is kept, up to so much."""


def scores(results: Iterable[Result], cases: Sequence[Case]) -> tuple[Score, ...]:
    """Turn results into scores, in the order of the cases, with nothing that is hidden.

    Parameters
    ----------
    results : iterable of Result
        In any order.
    cases : sequence of Case
        All that were asked; each case's points are shared equally by its passes.
    """
    found = {(each.case.id, each.pass_name): redacted_result(each) for each in results}
    labels = shown_labels(cases)
    return tuple(
        _score(found[case.id, name], label)
        for case, label in zip(cases, labels, strict=True)
        for name in case.passes
        if (case.id, name) in found  # else there are no words for it in the code's dialect
    )


def shown_labels(cases: Sequence[Case]) -> list[str]:
    """Name each case; a hidden one of a matrix gets a number, as its variant holds parameters."""
    hidden = Counter((case.file, case.name) for case in cases if is_hidden(case))
    number: Counter[tuple[str, str]] = Counter()
    labels = []
    for case in cases:
        key = (case.file, case.name)
        if not is_hidden(case) or hidden[key] == 1:
            labels.append(case.id if not is_hidden(case) else f"{case.file}::{case.name}")
            continue
        number[key] += 1
        labels.append(f"{case.file}::{case.name}[{number[key]} of {hidden[key]}]")
    return labels


def _score(result: Result, label: str) -> Score:
    case, verdict = result.case, result.verdict
    share = case.points / len(case.passes)
    if verdict.outcome.passed:
        return Score(
            label,
            result.function,
            share,
            verdict.outcome,
            hidden=is_hidden(case),
            title=result.called,
        )
    return Score(
        case=label,
        function=result.function,
        points=share,
        outcome=verdict.outcome,
        message=sentence(verdict),
        hint=verdict.hint,
        log="\n".join(log_lines(verdict.log))[-LOG_CHARACTERS:],
        hidden=is_hidden(case),
        title=result.called,
    )
