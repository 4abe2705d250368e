"""A report for a CI's job summary: Markdown as GitHub draws it, within the size that it takes.

Names and commands stand in code spans, where nothing is interpreted; sentences have every mark
of Markdown escaped. What does not fit is counted, never cut in the middle.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cnncheck.rendering.wording import (
    inputs_text,
    printable,
    printable_lines,
    seconds_text,
    shape_text,
    verdict_word,
)
from cnncheck.report.failures import diagnosis_lines, sentence, title
from cnncheck.report.functions import result_text
from cnncheck.report.hidden import redacted
from cnncheck.report.kinds import failure_groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cnncheck.diagnose.diagnosis import Diagnosis
    from cnncheck.report.kinds import FailureGroup
    from cnncheck.report.report import Report, Result

SIZE_LIMIT = 1 << 20
"""Bytes of a step's summary on GitHub; a larger one is refused whole."""
DIAGNOSES_SHARE = SIZE_LIMIT // 8
TABLE_SHARE = SIZE_LIMIT // 2
ROOM_FOR_NOTES = 2_000
LONGEST_SENTENCE = 600
LOG_LINES = 40
LONGEST_LINE = 400

_MARKS = re.compile(r"[\\`*_\[\]<>#|~&@$!]|:(?=//)|(?<=www)\.")
_FIRST_MARK = re.compile(r"^(\s*\d*)([-+=.)])(?=[-=\s]|$)")


def to_markdown(report: Report) -> str:
    """Write the report as GitHub-flavoured Markdown, at most `SIZE_LIMIT` bytes of UTF-8."""
    report = redacted(report)
    told = [result for result in report.results if not result.verdict.outcome.passed]
    parts = [*_head(report)]
    parts += _fitting(map(_diagnosis, report.diagnoses), parts, DIAGNOSES_SHARE, "diagnoses")
    if told:
        parts.append("\n| | Case | What is wrong | Again |\n|---|---|---|---|\n")
        once = [group for group in failure_groups(told) if group.of_the_function]
        asked = [each for each in told if not each.verdict.outcome.of_the_function]
        rows = [*map(_once, once), *map(_row, asked)]
        parts += _fitting(rows, parts, TABLE_SHARE, "rows")
        parts.append("\n")
        parts += _fitting(map(_details, asked), parts, SIZE_LIMIT - ROOM_FOR_NOTES, "failures")
    return "".join(parts)


def _head(report: Report) -> Iterator[str]:
    mark = "✅" if report.passed else "❌"
    yield f"## {mark} cnncheck: {result_text(report)}\n\n"
    counts = ", ".join(f"{count} {outcome.value}" for outcome, count in report.counts().items())
    facts = [f"{counts or 'nothing was checked'} in {seconds_text(report.seconds)}"]
    if report.deselected:
        facts.append(f"{report.deselected} left out")
    if report.stopped:
        facts.append(report.stopped_text)
    environment = report.environment
    facts += [
        f"{name} {escaped(version)}"
        for name, version in (
            ("numpy", environment.numpy),
            ("torch", environment.torch),
            ("python", environment.python),
        )
    ]
    yield " · ".join(facts) + "\n"
    for name, isolation in report.implementations:
        yield f"\n{code(name)}: {escaped(isolation)}\n"


def _fitting(pieces: Iterable[str], before: Sequence[str], limit: int, what: str) -> Iterator[str]:
    """Yield the pieces that fit into the limit, and say how many do not."""
    size = sum(len(part.encode()) for part in before)
    left_out = 0
    for piece in pieces:
        length = len(piece.encode())
        if left_out or size + length > limit:
            left_out += 1
            continue
        size += length
        yield piece
    if left_out:
        yield f"\n{left_out} more {what} left out: the JSON report has them all\n"


def _diagnosis(diagnosis: Diagnosis) -> str:
    """Say what the bug of a function is."""
    lines = [escaped(_clipped(line)) for line in diagnosis_lines(diagnosis)]
    return f"\n**{code(diagnosis.title)}** {'<br>'.join(lines)}\n"


def _once(group: FailureGroup) -> str:
    """Tell once what is true of a function, however many cases ask it."""
    word, _, said = group.function_text().partition(" ")
    function = printable(group.shown.title)
    what = said.removeprefix(function).strip()
    return f"| {word} | {code(function)} | {escaped(_clipped(what))} | |\n"


def _row(result: Result) -> str:
    cells = [
        verdict_word(result.verdict.outcome),
        code(_clipped(title(result)), in_table=True),
        escaped(_clipped(sentence(result.verdict))),
        code(result.again, in_table=True) if result.again else "",
    ]
    return f"| {' | '.join(cells)} |\n"


def _details(result: Result) -> str:
    verdict = result.verdict
    # A summary is HTML, in which backquotes mean nothing: a code element and escapes do.
    heading = escaped(_clipped(title(result)))
    word = verdict_word(verdict.outcome)
    lines = [
        f"<details><summary>{word} <code>{heading}</code> {verdict.outcome.value}</summary>\n",
        escaped(_clipped(sentence(verdict))),
    ]
    if verdict.hint:
        lines.append(f"\n{escaped(_clipped(' '.join(printable_lines(verdict.hint))))}")
    facts = [*_facts(result)]
    lines += ["", *facts] if facts else []
    if log := _log(verdict.log):
        lines += ["", fenced(log)]
    if result.again:
        lines += ["", fenced([printable(result.again)], "sh")]
    return "\n".join([*lines, "\n</details>\n\n"])


def _facts(result: Result) -> Iterator[str]:
    verdict = result.verdict
    if result.case.where:
        yield f"- at {code(str(result.case.where))}"
    if verdict.inputs:
        yield f"- inputs {code(', '.join(inputs_text(verdict.inputs)))}"
    if verdict.implementation and verdict.reference:
        got, expected = verdict.implementation, verdict.reference
        yield (
            f"- returned {code(f'{shape_text(got.shape)} {got.dtype}')}, "
            f"reference {code(f'{shape_text(expected.shape)} {expected.dtype}')}"
        )


def _log(log: str) -> list[str]:
    lines = [
        line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]} ..."
        for line in printable_lines(log)
    ]
    if len(lines) <= LOG_LINES:
        return lines
    return [f"({len(lines) - LOG_LINES} earlier lines left out)", *lines[-LOG_LINES:]]


def escaped(text: str) -> str:
    """Write a line of text so that Markdown and HTML show it as it is.

    Marks become character references: those never begin a construct, wherever they stand. A word
    joiner after ``@`` keeps GitHub from writing to a person of that name.
    """
    written = _MARKS.sub(lambda mark: f"&#{ord(mark[0])};", printable(text))
    written = _FIRST_MARK.sub(lambda mark: f"{mark[1]}&#{ord(mark[2])};", written)
    return written.replace("&#64;", "&#64;&#8288;")


def code(text: str, *, in_table: bool = False) -> str:
    """Write a code span, with a fence that is longer than any in the text."""
    text = printable(text)
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    # One space at each end is taken off again, unless the text has nothing but spaces.
    pad = " " if text[:1] in ("`", " ") or text[-1:] in ("`", " ") else ""
    if not text.strip():
        return f"{fence}{text or ' '}{fence}"
    if in_table:
        text = text.replace("|", "\\|")
    return f"{fence}{pad}{text}{pad}{fence}"


def fenced(lines: Sequence[str], language: str = "text") -> str:
    """Write a block of code, with a fence that is longer than any in the lines."""
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}{language}", *lines, fence])


def _clipped(text: str) -> str:
    return text if len(text) <= LONGEST_SENTENCE else f"{text[:LONGEST_SENTENCE]} ..."
