"""What is said about one failure, in plain lines that every format can use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.rendering.wording import number_text, printable, printable_lines, verdict_word

if TYPE_CHECKING:
    from cnncheck.compare.verdict import Verdict, Worst
    from cnncheck.diagnose.diagnosis import Diagnosis
    from cnncheck.report.report import Result

LOG_LINES = 12
"""The end of a log is shown: there a traceback says what happened and where."""


def title(result: Result) -> str:
    """``cases/geometry.yaml::overlap[stride=1x1]  conv2d backward_input``."""
    return printable(f"{result.case.id}  {result.case.operator} {result.pass_name}")


def headline(result: Result) -> str:
    """Return the title after the word for what happened."""
    return f"{verdict_word(result.verdict.outcome)} {title(result)}"


def sentence(verdict: Verdict) -> str:
    """Say what is wrong, and where it is worst."""
    message = " ".join(printable_lines(verdict.message)) or f"{verdict.outcome.value}"
    figures = verdict.figures
    if figures is None or figures.worst is None or not figures.mismatched:
        return message
    return f"{message}; worst at {worst_text(figures.worst)}"


def worst_text(worst: Worst) -> str:
    """``[0, 1, 2, 3]: got 1.0, expected 7.0, allowed difference 0``."""
    order = worst.order if len(worst.order) == len(worst.index) else range(len(worst.index))
    index = [int(worst.index[axis]) for axis in order]
    got, expected = float(worst.got), float(worst.expected)
    allowed = number_text(worst.allowed)
    return f"{index}: got {got!r}, expected {expected!r}, allowed difference {allowed}"


def log_lines(log: str, limit: int | None = LOG_LINES) -> list[str]:
    """Return the last lines of a log, after one that says how many are left out."""
    lines = printable_lines(log)
    if limit is None or len(lines) <= limit:
        return lines
    return [f"({len(lines) - limit} earlier lines left out, -v shows them)", *lines[-limit:]]


def diagnosis_lines(diagnosis: Diagnosis | None) -> list[str]:
    """Say what the bug is, what speaks for it, and the smallest problem that shows it."""
    if diagnosis is None:
        return []
    from cnncheck.diagnose.told import summary

    return summary(diagnosis)
