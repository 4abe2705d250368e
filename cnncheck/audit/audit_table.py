"""An audit for a person: a table, the survivors, what is left untested, and the proposed cases."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.console import group
from rich.text import Text

from cnncheck.rendering.grid import GAP, Grid
from cnncheck.rendering.lines import indented, packed, unbroken
from cnncheck.rendering.wording import printable, seconds_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console, ConsoleOptions, RenderableType

    from cnncheck.audit.filling import Proposal
    from cnncheck.audit.scoring import Audit, FaultScore, FunctionScore

MOST_SURVIVORS = 10
"""Survivors of one function that are told; the others are counted."""

HEADERS = ("function", "questions", "faults", "caught", "survive", "score")
NARROW = (0, 3, 5)
"""Columns that are left where there is no room for all."""


def print_audit(
    audit: Audit,
    console: Console,
    *,
    proposal: Proposal | None = None,
    yaml: str = "",
    verbose: bool = False,
) -> None:
    """Print an audit.

    Parameters
    ----------
    audit : Audit
    console : Console
    proposal : Proposal, optional
        Cases to add, where they were asked for.
    yaml : str, optional
        The same as the text of a case file.
    verbose : bool, optional
        Whether to tell every survivor, each with its hint.
    """
    options = console.options
    parts: list[RenderableType] = [_table(audit, options)]
    parts += [_survivors(each, options, verbose) for each in audit.functions if each.survivors]
    parts += [part for part in (_gaps(audit, options), _unsound(audit, options)) if part]
    if proposal is not None:
        parts.append(_proposal(proposal, yaml, options))
    for part in parts:
        console.print(part, crop=False)
        console.print()
    console.print(_summary(audit, options))


def score_text(caught: int, faults: int) -> str:
    """Write a percentage so that only a complete one reads 100 %."""
    if not faults:
        return "no known bugs"
    return f"{math.floor(1000 * caught / faults) / 10:g} %"


@group()
def _table(audit: Audit, options: ConsoleOptions) -> Iterator[RenderableType]:
    rows = [
        (
            each.function,
            str(each.questions),
            str(len(each.faults)),
            str(each.caught),
            str(len(each.survivors)),
            score_text(each.caught, len(each.faults)),
        )
        for each in audit.functions
    ]
    grid = Grid(HEADERS, tuple(("", row) for row in rows))
    if sum(grid.widths()) + len(HEADERS) * GAP > options.max_width:
        kept = (tuple(row[index] for index in NARROW) for row in rows)
        grid = Grid(tuple(HEADERS[index] for index in NARROW), tuple(("", row) for row in kept))
    yield from grid.draw(options.max_width, ascii_only=options.ascii_only, headings=False)


@group()
def _survivors(
    score: FunctionScore, options: ConsoleOptions, verbose: bool
) -> Iterator[RenderableType]:
    heading = f"{score.function}: {_count(len(score.survivors), 'fault')} would go unnoticed"
    if not score.questions:
        heading += ", as no case asks about it"
    yield Text(heading, style="bold", overflow="fold")
    shown = score.survivors if verbose else score.survivors[:MOST_SURVIVORS]
    for each in shown:
        yield unbroken(f"  {each.fault.id}", options)
        yield _deeper(_sentence(each), options)
        if verbose:
            yield _deeper(each.fault.hint, options)
    more = len(score.survivors) - len(shown)
    if more:
        yield indented(f"and {more} more (-v tells all)", options)


def _sentence(score: FaultScore) -> str:
    surviving = len(score.surviving)
    if surviving == score.forms:
        return score.fault.sentence
    return f"{score.fault.sentence} (in {surviving} of its {score.forms} forms)"


def _deeper(text: str, options: ConsoleOptions) -> Text:
    inner = indented(text, options.update(max_width=options.max_width - 2))
    return Text("  ") + Text(inner.plain.replace("\n", "\n  "), no_wrap=True, overflow="ignore")


def _gaps(audit: Audit, options: ConsoleOptions) -> RenderableType | None:
    if not audit.gaps:
        return None
    traits: dict[str, list[str]] = {}
    for gap in audit.gaps:
        traits.setdefault(gap.operator, []).append(gap.trait)
    lines: list[Text] = [Text("Left untested", style="bold")]
    for operator, its in traits.items():
        if its == [""]:
            lines.append(indented(f"{operator}: everything, as no case asks about it", options))
            continue
        lines.append(indented(f"{operator}: no case has", options))
        lines += [_deeper(trait, options) for trait in its]
    return Text("\n", no_wrap=True, overflow="ignore").join(lines)


def _unsound(audit: Audit, options: ConsoleOptions) -> RenderableType | None:
    if not audit.unsound:
        return None
    lines: list[Text] = [Text("Counted for nothing, as not even the right answer passes")]
    lines[0].stylize("bold")
    lines += [
        indented(f"{printable(each.id)}: {printable(each.message)}", options)
        for each in audit.unsound
    ]
    return Text("\n", no_wrap=True, overflow="ignore").join(lines)


@group()
def _proposal(proposal: Proposal, yaml: str, options: ConsoleOptions) -> Iterator[RenderableType]:
    count = len(proposal.cases)
    if not count and not proposal.uncaught:
        yield Text("Nothing survives, so no case is proposed", style="bold")
        return
    heading = f"{_count(count, 'case')} more would catch "
    heading += "all but what is named below" if proposal.uncaught else "what survives"
    yield Text(heading, style="bold")
    if count:
        yield unbroken(printable_block(yaml), options)
    if proposal.uncaught:
        yield indented(f"no case was found for {', '.join(proposal.uncaught)}", options)


def printable_block(text: str) -> str:
    """Escape what a terminal would act upon, line by line."""
    return "\n".join(printable(line) for line in text.rstrip("\n").split("\n"))


def _summary(audit: Audit, options: ConsoleOptions) -> Text:
    score = score_text(audit.caught, audit.faults)
    parts: Sequence[str] = [
        f"{audit.caught} of {_count(audit.faults, 'fault')} caught: {score}",
        f"{_count(audit.cases, 'case')}, {_count(audit.questions, 'question')}",
        seconds_text(audit.seconds),
    ]
    line = packed(parts, options)
    complete = audit.caught == audit.faults
    line.stylize("bold green" if complete else "bold yellow", 0, len(parts[0]))
    return line


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
