"""Entries of the console report below its tables: a failure, failures of a kind, a function's bugs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import group
from rich.text import Text

from cnncheck.rendering.grid import style_of
from cnncheck.rendering.lines import BETWEEN, INDENT, hanging, indented, unbroken
from cnncheck.rendering.wording import printable, printable_lines
from cnncheck.report import failures
from cnncheck.report.failures import diagnosis_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import ConsoleOptions, RenderableType

    from cnncheck.diagnose.diagnosis import Diagnosis
    from cnncheck.report.kinds import FailureGroup
    from cnncheck.report.report import Result

STACKED_BELOW = 80
"""Columns below which grids that do not fit side by side stand below one another."""


@group()
def failure(
    result: Result,
    log_limit: int | None,
    options: ConsoleOptions,
    diagnosis: Sequence[str] = (),
) -> Iterator[RenderableType]:
    """Yield all that is said about one failure."""
    verdict = result.verdict
    yield _headline(result, options)
    yield indented(failures.sentence(verdict), options)
    for line in diagnosis or ([verdict.hint] if verdict.hint else []):
        yield indented(" ".join(printable_lines(line)), options)
    for line in failures.log_lines(verdict.log, log_limit):
        yield unbroken(f"    | {line}", options)
    if result.again:
        yield unbroken(f"  again: {printable(result.again)}", options)


@group()
def bug(shown: Result, diagnosis: Diagnosis, options: ConsoleOptions) -> Iterator[RenderableType]:
    """Yield each bug of a function once, with what shows it and where more is said."""
    yield _headline(shown, options)
    _, *rest = diagnosis_lines(diagnosis)  # the sentence stands in the function's line already
    naming = diagnosis.naming
    all_of_them = not naming.rest and naming.faults[-1].matched == naming.failing
    from cnncheck.diagnose.observing.findings import RECOVERED  # and with it the faults

    listed = [each for each in diagnosis.fault_ids if RECOVERED not in each]
    told = f"cnncheck explain {' or '.join(listed)}" if listed else "recovered from its answers"
    told += "" if all_of_them else f" ({naming.count})"
    drawn = smallest_grids(diagnosis, options)
    for line in (told, *(each for each in rest if not each.startswith("hint: "))):
        if drawn is not None and line.startswith("smallest: "):
            yield drawn
        else:
            yield indented(" ".join(printable_lines(line)), options)
    if shown.again:
        yield unbroken(f"  again: {printable(shown.again)}", options)


def smallest_grids(diagnosis: Diagnosis, options: ConsoleOptions) -> Text | None:
    """Draw the smallest problem as grids side by side, or below one another where it is narrow."""
    from cnncheck.diagnose.grids import grids

    found = diagnosis.smallest and grids(diagnosis.smallest, diagnosis.dialect)
    if not found:
        return None
    told, drawn = found
    blocks = [each.lines for each in drawn]
    wide = len(INDENT) + sum(len(block[0]) + len(BETWEEN) for block in blocks) - len(BETWEEN)
    if wide <= options.max_width:
        height = max(map(len, blocks))
        filled = [block + [" " * len(block[0])] * (height - len(block)) for block in blocks]
        lines = [BETWEEN.join(row).rstrip() for row in zip(*filled, strict=True)]
    elif options.max_width < STACKED_BELOW:
        lines = [line.rstrip() for block in blocks for line in block]
    else:
        return None
    heading = f"smallest: {told}" if told else "smallest:"
    text = Text("\n").join(
        [indented(heading, options), *(unbroken(f"{INDENT}{line}", options) for line in lines)]
    )
    text.highlight_regex(r">[^ <]+<", style_of("FAIL"))
    text.no_wrap, text.overflow = True, "ignore"
    return text


@group()
def failure_group(
    kind: FailureGroup, diagnosis: Sequence[str], options: ConsoleOptions
) -> Iterator[RenderableType]:
    """Yield what is said about failures of one kind: the one with the smallest problem, and how many more."""
    yield failure(kind.shown, failures.LOG_LINES, options, diagnosis)
    if kind.others:
        yield indented(f"{kind.others_text()} (-v tells each in full)", options)


def raised_again(kind: FailureGroup, before: str, options: ConsoleOptions) -> Text:
    """Say in short that a function raises where another does, which is told in full."""
    count = 1 + len(kind.others)
    cases = f"{count} case{'s' * (count > 1)}"
    line = f"FAIL {kind.shown.title}  raises where {before} does, in {cases}: {kind.raised_at} (-v tells all)"
    return stacked([hanging(printable(line), options)])


def stacked(lines: Sequence[Text]) -> Text:
    """Return lines that begin with a word for what happened, each in its colour."""
    for line in lines:
        word = line.plain.split(" ", 1)[0]
        line.stylize(style_of(word), 0, len(word))
    text = Text("\n").join(lines)
    text.no_wrap, text.overflow = True, "ignore"
    return text


def _headline(result: Result, options: ConsoleOptions) -> Text:
    line = unbroken(failures.headline(result), options)
    word = line.plain.split(" ", 1)[0]
    line.stylize(style_of(word), 0, len(word))
    line.stylize("bold", len(word))
    return line
