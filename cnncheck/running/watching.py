"""``cnncheck run --watch``: the same run again and again, and what changed in between."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from rich.text import Text

from cnncheck.api import case_paths
from cnncheck.cases.loading import load_cases
from cnncheck.cases.selection import select
from cnncheck.cli.process import complain, say_why_nothing_ran, still_writing
from cnncheck.cli.signals import TimeIsUpError, came, limited
from cnncheck.errors import CnncheckError, UsageError
from cnncheck.operators import OPERATORS
from cnncheck.references.stored import memory_of
from cnncheck.rendering.wording import printable
from cnncheck.report.failures import title
from cnncheck.report.formats import parse_report_option
from cnncheck.report.report import merged
from cnncheck.running.changed_results import changes_between
from cnncheck.running.run_files import check_outputs, check_sources
from cnncheck.running.watched_files import WatchedFiles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnncheck.cli.output import Output
    from cnncheck.report.report import Report, Result
    from cnncheck.running.changed_results import Changes
    from cnncheck.running.run_files import Request

LISTED = 8
"""Results that are named one by one, fixed or broken; a syntax error breaks hundreds at once."""


def watch_files(request: Request) -> NoReturn:
    """Check, show, wait until a file is saved, and so on until a signal comes.

    Raises
    ------
    Signalled
        Always in the end.
    UsageError
        When watchfiles is not installed, or a report would go to standard output.
    """
    _refuse_what_is_for_one_run(request)
    check_outputs(request, ())
    where = case_paths(request.paths or None)
    reports = (parse_report_option(each).path for each in request.output.reports)
    watched = WatchedFiles(request.sources, where, request.options, filter(None, reports))
    before: Report | None = None
    saved: list[Path] = []
    while True:
        contents = watched.contents()
        report = _attempt(request, where, saved)
        if report is not None:
            _show(report, before, request.output)
            before = report
        _end_if_signalled()
        complain("watching for changes; Ctrl-C ends")
        try:
            saved = watched.wait(contents)
        except KeyboardInterrupt:  # watchfiles makes one of every signal
            _end_if_signalled()
            raise


def _attempt(request: Request, where: Sequence[Path], saved: Sequence[Path]) -> Report | None:
    """Run once; what is wrong with a file that is being written is said, and waited out."""
    if saved:
        names = ", ".join(printable(_short(path)) for path in saved[:LISTED])
        with still_writing():
            request.output.console().print(Text(f"\n{names} changed", style="bold"))
    try:
        memory = memory_of(request.reference)
        found = load_cases(where, OPERATORS, max_memory=request.max_memory, memory=memory)
        cases, deselected = select(found, request.selection, request.options.algorithm)
        if cases:
            with limited(request.options.time_limit):
                return merged(check_sources(request, cases, deselected, where))
        say_why_nothing_ran(found, request.selection)
    except CnncheckError as error:
        complain(f"error: {error}" if "\n" not in str(error) else str(error))
    return None


def _show(report: Report, before: Report | None, output: Output) -> None:
    """Show the first run whole, and of later ones what changed and what fails."""
    if before is not None:
        with still_writing():
            told = _told(changes_between(before, report))
            output.console().print(told, crop=False, no_wrap=True, overflow="ignore")
        output = replace(output, quiet=output.verbose == 0)
    try:
        output.emit(report)
    except CnncheckError as error:  # there may be room again at the next save
        complain(f"error: {error}")


def _told(changes: Changes) -> Text:
    """Say in a line what changed, and below it where."""
    counts = {
        "fixed": len(changes.fixed),
        "newly failing": len(changes.broken),
        "failing as before": changes.still_failing,
        "new": changes.new,
        "no longer asked": changes.gone,
    }
    words = [f"{count} {word}" for word, count in counts.items() if count]
    text = Text(f"since the last run: {', '.join(words) or 'no difference'}\n")
    for word, style, results in (
        ("fixed", "green", changes.fixed),
        ("newly failing", "red", changes.broken),
    ):
        for line in _lines(results):
            text.append(f"  {word}", style=style).append(f"  {line}\n")
    return text


def _lines(results: Sequence[Result]) -> Iterator[str]:
    yield from map(title, results[:LISTED])
    if len(results) > LISTED:
        yield f"and {len(results) - LISTED} more"


def _refuse_what_is_for_one_run(request: Request) -> None:
    for option, given in (
        ("--last-failed", request.last_failed),
        ("--baseline", request.baseline is not None),
        ("--save-failures", request.save_failures is not None),
    ):
        if given:
            raise UsageError(
                f"{option} is for a single run, --watch says itself what changed",
                "leave one of them out",
            )
    _refuse_streams(request.output)


def _refuse_streams(output: Output) -> None:
    for option in output.reports:
        name, path = parse_report_option(option)
        if path is None and name != "console":
            raise UsageError(
                f"--report {option} would write one report after the other to standard output",
                f"name a file, which each run replaces: --report {name}:FILE",
            )


def _end_if_signalled() -> None:
    """Raise again what kept what was known, or what an extension in between has swallowed."""
    came[:] = [each for each in came if not isinstance(each, TimeIsUpError)]  # of one run alone
    if came:
        raise came[-1]


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
