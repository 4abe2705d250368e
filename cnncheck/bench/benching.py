"""What ``cnncheck bench`` does: select, measure, show, compare, and end with the right code."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cnncheck.api import opened, shipped_cases
from cnncheck.api.defined import check_defined, functions_of
from cnncheck.bench.bench_comparison import comparison_lines
from cnncheck.bench.bench_formats import parse_bench_reports, rendered
from cnncheck.bench.bench_progress import bench_progress
from cnncheck.bench.bench_run import Settings, bench, open_builtin
from cnncheck.bench.bench_table import print_bench
from cnncheck.bench.comparing import compare, slower_than
from cnncheck.bench.contained import ContainedSide
from cnncheck.bench.libraries import check_peer
from cnncheck.bench.sampling import Limits
from cnncheck.bench.transport import transport_seconds
from cnncheck.cases.loading import load_cases
from cnncheck.cases.selection import select
from cnncheck.cli.exits import Exit
from cnncheck.cli.process import complain, exit_if_stopped, say_why_nothing_ran, still_writing
from cnncheck.cli.signals import limited
from cnncheck.dtypes import INTEGERS, NARROW
from cnncheck.errors import UsageError
from cnncheck.implementations.opening import allowing, open_implementation
from cnncheck.operators import OPERATORS
from cnncheck.references.remote import started_torch
from cnncheck.rendering.atomic import write_atomically
from cnncheck.rendering.targets import check_targets
from cnncheck.rendering.terminal import make_console
from cnncheck.rendering.wording import printable
from cnncheck.report.comparison_text import print_comparison
from cnncheck.submission.staging import code_files

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.bench.comparing import Compared, Past
    from cnncheck.bench.result import BenchReport
    from cnncheck.bench.side import Side
    from cnncheck.cases.selection import Selection
    from cnncheck.operators.case import Case
    from cnncheck.options import Options

BUILTIN = "builtin"


@dataclass(frozen=True, slots=True)
class Request:
    """Options of ``cnncheck bench``, under their names."""

    paths: tuple[str, ...]
    selection: Selection
    source: str
    options: Options
    peers: tuple[str, ...] = ("torch",)
    threads: str = "1"
    seconds: float = 10.0
    verify: bool = False
    reports: tuple[str, ...] = ()
    compare: str | None = None
    fail_slower: float | None = None
    plot: str | None = None
    list_only: bool = False
    quiet: bool = False
    no_color: bool = False


def run_bench(request: Request) -> None:
    """Measure, show, and exit.

    Raises
    ------
    SystemExit
        Always, with the exit code.
    UsageError
        When an option, a path or a case file is wrong: before anything is measured.
    """
    settings, past = _checked(request)
    found = load_cases(bench_paths(request.paths), OPERATORS)
    selected, _ = select(found, request.selection, request.options.algorithm)
    cases = [case for case in selected if not case.hidden]
    if hidden := len(selected) - len(cases):
        what = "hidden case is" if hidden == 1 else "hidden cases are"
        complain(f"{hidden} {what} not timed: shapes, and what is raised, would be shown")
    wide = [case for case in cases if case.dtype not in (*NARROW, *INTEGERS)]
    if narrow := len(cases) - len(wide):
        what = "case of a narrow type is" if narrow == 1 else "cases of narrow types are"
        complain(f"{narrow} {what} not timed: float32 and float64 are")
    cases = wide
    if not cases:
        if not (hidden or narrow):
            say_why_nothing_ran(found, request.selection)
        sys.exit(Exit.NOTHING_RAN)
    targets = [(f"--report {name}", path) for name, path in parse_bench_reports(request.reports)]
    code = code_files(request.source, request.options)
    check_targets([*targets, ("--plot", request.plot)], [*(case.file for case in found), *code])
    if request.list_only:
        _list(cases)
        sys.exit(Exit.PASSED)
    open_ours = _opening(replace(request, options=allowing(request.options, cases)), cases)
    with (
        limited(request.options.time_limit),
        bench_progress(wanted=not request.quiet) as on_step,
        started_torch() as reference,
    ):
        report = bench(cases, reference, replace(settings, on_step=on_step), open_ours)
    compared = None
    if past is not None:
        compared = compare(past, report.measurements, report.machine.versions)
    _show(request, report, past, compared or ())
    exit_if_stopped()
    sys.exit(_exit_of(report, request, compared or ()))


def bench_paths(paths: Sequence[str]) -> list[Path]:
    """Return the given paths; without any ``./cases/bench``, else the shipped benchmarks."""
    if paths:
        return [Path(path) for path in paths]
    here = Path("cases") / "bench"
    return [here if here.is_dir() else shipped_cases() / "bench"]


def parse_threads(text: str) -> tuple[int, ...]:
    """Read ``1,2``.

    Raises
    ------
    UsageError
    """
    words = text.split(",")
    if not all(re.fullmatch(r"\s*0*[1-9][0-9]{0,3}\s*", word, re.ASCII) for word in words):
        raise UsageError(
            f"--threads {text} is no list of numbers of threads", "write --threads 1,2"
        )
    return tuple(dict.fromkeys(map(int, words)))


def _checked(request: Request) -> tuple[Settings, Past | None]:
    """Refuse wrong options before minutes are spent."""
    threads = parse_threads(request.threads)
    parse_bench_reports(request.reports)
    for peer in request.peers:
        check_peer(peer)
    if request.fail_slower is not None and request.compare is None:
        raise UsageError("--fail-slower needs something to compare with", "add --compare OLD.json")
    if request.plot is not None:
        from cnncheck.bench.bench_plot import check_plot

        check_plot(request.plot)
    past = None
    if request.compare is not None:
        from cnncheck.bench.bench_reading import read_bench

        past = read_bench(request.compare)
    limits = Limits(seconds=request.seconds)
    return Settings(request.peers, threads, limits, verify=request.verify), past


def _opening(request: Request, cases: Sequence[Case]) -> Callable[[int], Side]:
    """Return what opens the code under test; it is opened once to see what is there."""
    if request.source == BUILTIN:
        return open_builtin

    def open_contained(threads: int) -> Side:
        options = replace(request.options, threads=threads)
        transport = partial(transport_seconds, options=replace(options, bind={}, forbid={}))
        return ContainedSide(open_implementation(request.source, options), transport=transport)

    with opened(request.source, request.options) as under_test:
        check_defined(under_test, functions_of(cases, under_test), request.options.bind)
    return open_contained


def _show(
    request: Request, report: BenchReport, past: Past | None, compared: Sequence[Compared]
) -> None:
    targets = parse_bench_reports(request.reports)
    for name, path in targets:
        if path is not None:
            write_atomically(path, rendered(report, name))
    if request.plot is not None:
        from cnncheck.bench.bench_plot import draw_bench

        draw_bench(report, request.plot)
    console = make_console(color=False if request.no_color else None)
    on_stdout = [name for name, path in targets if path is None]
    with still_writing():
        for name in on_stdout:
            if name != "console":
                sys.stdout.write(rendered(report, name))
        if not on_stdout or "console" in on_stdout:
            print_bench(report, console)
    if past is not None:
        # A report on standard output must stay one document: the verdicts then go beside it.
        target = make_console(sys.stderr, color=False) if on_stdout else console
        with still_writing():
            print_comparison(comparison_lines(compared, past, report.machine), target)


def _exit_of(report: BenchReport, request: Request, compared: Sequence[Compared]) -> Exit:
    if any(not refusal.blames_the_tool for refusal in report.refusals):
        return Exit.FAILED
    if report.refusals:
        return Exit.TOOL_FAILED
    if not report.measurements:
        complain("nothing was measured")
        return Exit.NOTHING_RAN
    if request.fail_slower is not None and slower_than(compared, request.fail_slower):
        return Exit.FAILED
    return Exit.PASSED


def _list(cases: Sequence[Case]) -> None:
    with still_writing():
        for case in cases:
            line = f"{case.id}  {case.operator}  {' '.join(case.passes)}"
            sys.stdout.write(printable(line) + "\n")
