"""What the HTML report says of one failure, in words: the template only arranges it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cnncheck.rendering.wording import (
    bound_text,
    inputs_text,
    number_text,
    printable,
    printable_lines,
    problem_text,
    seconds_text,
    shape_text,
    verdict_word,
)
from cnncheck.report.failures import sentence, title
from cnncheck.report.hidden import is_hidden

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnncheck.report.report import Result

LONGEST_TEXT = 1_000
"""Characters of a message, a hint or an array in words: an exception can carry a whole array."""
LOG_TOTAL = 300_000
LOG_LEAST, LOG_MOST = 1_000, 12_000
"""Characters of all logs together, and of each one: how much depends on how many there are."""
CELLS_TOTAL = 20_000
CELLS_LEAST, CELLS_MOST = 64, 2_304
"""Elements of all heat maps together, and of each failure's."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure, ready to be arranged.

    Attributes
    ----------
    anchor : str
        The id of its place on the page.
    word, outcome, title, message, hint, again : str
    facts : list of (name, text)
        Shapes, figures, and where the case stands.
    slices : list of dict
        Corners of the result that the case's author knows.
    worst : list of dict
        The worst elements, as the table shows them.
    maps : list of dict
        Planes for the heat maps.
    maps_note, log, log_note : str
    """

    anchor: str
    word: str
    outcome: str
    title: str
    message: str
    hint: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    slices: list[dict[str, str]] = field(default_factory=list)
    worst: list[dict[str, str]] = field(default_factory=list)
    maps: list[dict[str, Any]] = field(default_factory=list)
    maps_note: str = ""
    log: str = ""
    log_note: str = ""
    again: str = ""


def failures_of(told: Sequence[tuple[str, Sequence[Result]]]) -> list[Failure]:
    """Word each failure, which many results share where there is no function to ask.

    What the failures may take of the page they share among them.
    """
    results = [shared[0] for _, shared in told]
    kept = sum(result.verdict.evidence is not None for result in results)
    cells = max(CELLS_LEAST, min(CELLS_MOST, CELLS_TOTAL // max(1, kept)))
    logs = len({result.verdict.log for result in results if result.verdict.log})
    log_limit = max(LOG_LEAST, min(LOG_MOST, LOG_TOTAL // max(1, logs)))
    first_with: dict[str, str] = {}
    return [
        _failure(anchor, shared[0], cells, log_limit, first_with)
        if len(shared) == 1
        else _once(anchor, shared)
        for anchor, shared in told
    ]


def clipped(text: str) -> str:
    """Return the text, or its beginning and how much is left out."""
    if len(text) <= LONGEST_TEXT:
        return text
    return f"{text[:LONGEST_TEXT]} ... ({len(text) - LONGEST_TEXT} more characters)"


def brief_seconds(seconds: float) -> str:
    """Write the time of one result, most of which take less than can be told."""
    return "<0.01 s" if seconds < 0.005 else seconds_text(seconds)


def _failure(
    anchor: str, result: Result, cells: int, log_limit: int, first_with: dict[str, str]
) -> Failure:
    verdict = result.verdict
    worst, maps, note = _pictures(result, cells)
    log, log_note = _log(verdict.log, log_limit)
    if log and (first := first_with.setdefault(log, anchor)) != anchor:
        log, log_note = "", f"the same log as {first}"
    return Failure(
        anchor=anchor,
        word=verdict_word(verdict.outcome),
        outcome=verdict.outcome.value,
        title=title(result),
        message=clipped(sentence(verdict)),
        hint=clipped(" ".join(printable_lines(verdict.hint))),
        facts=list(_facts(result)),
        slices=[
            {
                "at": printable(fact.text),
                "implementation": clipped(str(fact.implementation)),
                "reference": clipped(str(fact.reference)),
                "expected": clipped(str(fact.expected)),
            }
            for fact in verdict.slices
        ],
        worst=worst,
        maps=maps,
        maps_note=note,
        log=log,
        log_note=log_note,
        again=printable(result.again),
    )


def _once(anchor: str, shared: Sequence[Result]) -> Failure:
    result = shared[0]
    return Failure(
        anchor=anchor,
        word=verdict_word(result.verdict.outcome),
        outcome=f"{len(shared)} {result.verdict.outcome.value}",
        title=printable(result.title),
        message=clipped(sentence(result.verdict)),
        hint=clipped(" ".join(printable_lines(result.verdict.hint))),
    )


def _pictures(result: Result, cells: int) -> tuple[list[dict[str, str]], list[dict[str, Any]], str]:
    evidence, figures = result.verdict.evidence, result.verdict.figures
    if evidence is not None:
        from cnncheck.report.html_maps import errors_of, heat_maps, worst_elements

        errors = errors_of(evidence)
        maps, note = heat_maps(errors, cells)
        return [_worst_texts(each) for each in worst_elements(errors)], maps, note
    if figures is None or figures.worst is None or not figures.mismatched:
        return [], [], ""
    worst = figures.worst
    row = {
        "index": list(worst.index),
        "got": worst.got,
        "expected": worst.expected,
        "difference": abs(worst.got - worst.expected),
        "allowed": worst.allowed,
    }
    note = "No heat maps: the arrays of this case are too large to keep."
    return [_worst_texts(row)], [], note


def _worst_texts(row: dict[str, Any]) -> dict[str, str]:
    return {
        "index": str([int(i) for i in row["index"]]),
        "got": repr(float(row["got"])),
        "expected": repr(float(row["expected"])),
        "difference": number_text(float(row["difference"])),
        "allowed": number_text(float(row["allowed"])),
    }


def _facts(result: Result) -> Iterator[tuple[str, str]]:
    verdict, case = result.verdict, result.case
    yield "function", printable(f"{result.title} of {result.implementation}")
    if case.where:
        yield "case at", printable(str(case.where))
    if is_hidden(case):
        yield "compared", "hidden"
        return
    yield "problem", printable("  ".join(problem_text(case).split("   ")))
    if verdict.inputs:
        yield "inputs", printable(", ".join(inputs_text(verdict.inputs)))
    for name, summary in (
        ("implementation", verdict.implementation),
        ("reference", verdict.reference),
    ):
        if summary is not None:
            yield f"{name} returned", f"{shape_text(summary.shape)} {printable(summary.dtype)}"
    yield "compared", printable(verdict.lane)
    if verdict.draw:
        yield "draw", f"number {verdict.draw + 1}, with fresh values"
    if (figures := verdict.figures) is not None:
        yield "squared error", number_text(figures.squared_error)
        yield "max |diff|", number_text(figures.max_abs)
        yield "max rel", number_text(figures.max_rel)
        yield "of bound", bound_text(figures.of_bound)
    yield "time", brief_seconds(verdict.seconds)


def _log(log: str, limit: int) -> tuple[str, str]:
    """Return the end of a log, where a traceback says what happened, and what is left out."""
    text = "\n".join(printable_lines(log))
    if len(text) <= limit:
        return text, ""
    return text[-limit:], f"the last {limit} of {len(text)} characters"
