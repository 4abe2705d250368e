"""A comparison of two runs in lines, for ``cnncheck diff`` and for ``--baseline``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from cnncheck.outcomes import Outcome
from cnncheck.rendering.wording import bound_text, printable, printable_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console

    from cnncheck.report.comparison import Comparison, Pair
    from cnncheck.report.past_report import PastReport, PastResult

MOST_NAMED = 20
"""Entries of one list that are named; the others are counted."""


class Line(NamedTuple):
    """One line, and the style that it has where there are colours."""

    text: str
    style: str = ""


def print_comparison(lines: Iterable[Line], console: Console) -> None:
    """Print lines without breaking any, so that commands can be copied."""
    for line in lines:
        console.print(
            Text(line.text, line.style, no_wrap=True, overflow="ignore"), crop=False, soft_wrap=True
        )


def diff_lines(comparison: Comparison, *, verbose: bool = False) -> Iterator[Line]:
    """Tell all that changed: new failures in full, everything else in a line each."""
    before, after = comparison.before, comparison.after
    yield from (_heading("before", before), _heading("after ", after))
    for name, was, now in comparison.environment:
        yield Line(printable(f"        {name} {was}, now {now}"))
    most = None if verbose else MOST_NAMED
    new = [_new_failure(was, now) for was, now in comparison.new_failures]
    yield from _section("new failures", new, "bold red", most)
    yield from _shared_sections(comparison, most)
    closer = [[_closer(pair)] for pair in comparison.closer]
    yield from _section("closer to the bound", closer, "yellow", most)
    yield from _section("added", [[_outcome(each)] for each in comparison.added], "", most)
    yield from _section("removed", [[_outcome(each)] for each in comparison.removed], "", most)
    if verbose:
        yield from _still_failing(comparison, "", most)
    yield Line("")
    yield _summary(comparison)


def baseline_lines(comparison: Comparison, *, verbose: bool = False) -> Iterator[Line]:
    """Name what is new, fixed and still failing; the run itself has told the failures in full."""
    most = None if verbose else MOST_NAMED
    yield Line(printable(f"compared with {comparison.before.name}"))
    new = [[_outcome(now)] for _, now in comparison.new_failures]
    yield from _section("new failures", new, "bold red", most)
    yield from _shared_sections(comparison, most)
    yield from _still_failing(comparison, "yellow", most)
    yield Line("")
    yield _summary(comparison)


def _heading(side: str, report: PastReport) -> Line:
    failed = sum(not result.passed for result in report.results)
    count = (
        f"{failed} of {len(report.results)} failed" if failed else f"{len(report.results)} passed"
    )
    names = sorted({result.implementation for result in report.results})
    return Line(printable(f"{side}  {report.name}   {', '.join(names)}   {count}"))


def _shared_sections(comparison: Comparison, most: int | None) -> Iterator[Line]:
    fixed = [[f"{pair.after.title}   was {pair.before.outcome}"] for pair in comparison.fixed]
    yield from _section("fixed", fixed, "green", most)
    otherwise = [
        [f"{pair.after.title}   was {pair.before.outcome}, now {pair.after.outcome}"]
        for pair in comparison.failing_otherwise
    ]
    yield from _section("failing otherwise", otherwise, "yellow", most)


def _section(name: str, entries: list[list[str]], style: str, most: int | None) -> Iterator[Line]:
    if not entries:
        return
    yield Line("")
    yield Line(f"{name} ({len(entries)})", style or "bold")
    for entry in entries[:most]:
        yield from (Line(f"  {printable(line)}") for line in entry)
    if most is not None and len(entries) > most:
        yield Line(f"  ({len(entries) - most} more, -v names them)")


def _new_failure(was: PastResult | None, now: PastResult) -> list[str]:
    said = " ".join(printable_lines(now.message))
    then = f"was {was.outcome}" if was else "was not there"
    lines = [now.title, f"  {then}, now {now.outcome}{f': {said}' if said else ''}"]
    return [*lines, f"  again: {now.again}"] if now.again else lines


def _still_failing(comparison: Comparison, style: str, most: int | None) -> Iterator[Line]:
    """Name what fails, and only count what has no function to be asked: that is a hundred cases."""
    still = [pair.after for pair in comparison.still_failing]
    asked = [[_outcome(result)] for result in still if result.outcome != Outcome.NOT_ASKED]
    yield from _section("still failing", asked, style, most)
    if len(asked) < len(still):
        yield Line("")
        yield Line(f"still not asked ({len(still) - len(asked)})", style or "bold")


def _closer(pair: Pair) -> str:
    was, now = bound_text(pair.before.of_bound), bound_text(pair.after.of_bound)
    return f"{pair.after.title}   used {was} of the bound, now {now}"


def _outcome(result: PastResult) -> str:
    return f"{result.title}   {result.outcome}"


def _summary(comparison: Comparison) -> Line:
    new = len(comparison.new_failures)
    counts = [
        (len(comparison.fixed), "fixed"),
        (len(comparison.still_failing), "still failing"),
        (len(comparison.closer), "closer to the bound"),
        (len(comparison.added), "added"),
        (len(comparison.removed), "removed"),
        (comparison.unchanged, "as before"),
    ]
    first = f"{new} new failure{'s' * (new > 1)}" if new else "no new failure"
    parts = [first, *(f"{count} {name}" for count, name in counts if count)]
    return Line(", ".join(parts), "bold red" if new else "bold green")
