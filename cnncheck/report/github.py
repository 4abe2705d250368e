"""A report for GitHub Actions: workflow commands that mark the failing cases in their files.

`Workflow commands <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>`_
are lines of standard output. GitHub shows ten errors of a step; the others are counted in a notice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.rendering.wording import printable, printable_lines, seconds_text
from cnncheck.report.failures import diagnosis_lines, headline, sentence
from cnncheck.report.functions import result_text
from cnncheck.report.hidden import redacted
from cnncheck.report.kinds import failure_groups
from cnncheck.report.missing import told_together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.report.kinds import FailureGroup
    from cnncheck.report.report import Report

MOST_ERRORS = 10
"""Errors that GitHub shows of one step."""
LONGEST_TEXT = 4_000
"""Characters of a message or a title: GitHub cuts far longer ones, and in the middle of a line."""


def to_github(report: Report) -> str:
    """Write an ``::error`` for each failure that GitHub will show, and a final ``::notice``.

    Failures of one kind share an annotation, so that ten of them tell as much as they can.
    """
    report = redacted(report)
    groups = failure_groups(report.failed)
    lines = [_error(report, group) for group in groups[:MOST_ERRORS]]
    excused = (result for result in report.results if not report.fails(result))
    lines += _excused(failure_groups(excused), report)
    return "\n".join([*lines, _notice(report, groups)]) + "\n"


def command(name: str, message: str, **properties: object) -> str:
    """Write one workflow command; properties that are None or empty are left out."""
    written = ",".join(
        f"{key}={_property(str(value))}" for key, value in properties.items() if value
    )
    return f"::{name}{f' {written}' if written else ''}::{_data(message)}"


def _error(report: Report, group: FailureGroup) -> str:
    result = group.shown
    lines = [sentence(result.verdict)]
    # As on the console: a diagnosis says better what the hint guesses.
    for line in diagnosis_lines(report.diagnosis_of(result)) or [result.verdict.hint]:
        lines += printable_lines(line)
    if group.others:
        lines.append(group.others_text())
    if result.again:
        lines.append(f"again: {printable(result.again)}")
    where = result.case.where
    return command(
        "error",
        _clipped("\n".join(lines)),
        file=printable(where.file) if where else None,
        line=where.line if where else None,
        col=where.column if where else None,
        title=_clipped(headline(result)),
    )


def _excused(groups: Sequence[FailureGroup], report: Report) -> list[str]:
    """Say in a line each what was not judged, which is no failure."""
    told = [((each.shown, *each.others), each.function_text()) for each in groups]
    lines = told_together(told, report)
    return [command("notice", _clipped(line), title="cnncheck") for line in lines]


def _notice(report: Report, groups: Sequence[FailureGroup]) -> str:
    failed, total = len(report.failed), len(report.results)
    if report.stopped:
        said = f"{report.stopped_text}; {failed} of {total} that were asked failed"
        return command("error", said, title="cnncheck did not finish")
    if not total:
        return command("notice", "nothing was checked", title="cnncheck")
    message = f"{result_text(report)} in {seconds_text(report.seconds)}"
    if len(groups) > MOST_ERRORS:
        message += f"; {MOST_ERRORS} of {len(groups)} kinds are marked, as GitHub shows no more"
    return command("notice", message, title="cnncheck")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _clipped(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]} ..."
