"""What ``run`` and the one-problem commands share: check, show, and end with the right code."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cnncheck.api import Settings, case_paths, opened, run_cases
from cnncheck.api.defined import check_defined, functions_of
from cnncheck.asking.believed import REFERENCE_WORK
from cnncheck.cases.loading import load_cases
from cnncheck.cases.selection import Selected, select
from cnncheck.cases.writing import cases_to_yaml
from cnncheck.cli.exits import Exit, exit_of
from cnncheck.cli.process import complain, exit_if_stopped, say_why_nothing_ran, still_writing
from cnncheck.cli.progress import progress_bar
from cnncheck.cli.signals import came, held, limited
from cnncheck.errors import StopRun, UsageError
from cnncheck.implementations.opening import allowing
from cnncheck.operators import OPERATORS
from cnncheck.references.memory import give_back_large_arrays
from cnncheck.references.stored import memory_of
from cnncheck.rendering.atomic import write_atomically
from cnncheck.rendering.wording import printable
from cnncheck.report.report import merged
from cnncheck.report.saved import saved_failures
from cnncheck.running.last_failed import only_last_failed, remember
from cnncheck.running.proofs import check_provable, is_wrong, prove_sources, show_proof
from cnncheck.running.workplace import workplace
from cnncheck.submission.staging import code_files

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from cnncheck.cases.selection import Selection
    from cnncheck.cli.output import Output
    from cnncheck.operators.case import Case
    from cnncheck.options import Options
    from cnncheck.prove.result import Proof
    from cnncheck.references import AsksAhead
    from cnncheck.report.past_report import PastReport
    from cnncheck.report.report import Report


@dataclass(frozen=True, slots=True)
class Request:
    """Options of ``cnncheck run``, under their names."""

    paths: tuple[str, ...]
    selection: Selection
    sources: tuple[str, ...]
    options: Options
    output: Output
    reference: str | AsksAhead
    list_only: bool = False
    fail_fast: bool = False
    jobs: int = 1
    reference_work: float = REFERENCE_WORK
    max_memory: int = 2 << 30
    last_failed: bool = False
    dask: str = ""
    baseline: str | None = None
    shrink_seconds: float = 5.0
    save_failures: str | None = None
    prove: bool = False


def run_files(request: Request) -> None:
    """Check case files, show the report, and exit.

    Raises
    ------
    SystemExit
        Always, with the run's exit code.
    """
    request.output.check()
    if request.prove:
        check_provable(request.sources)
    baseline = None
    if request.baseline is not None:
        from cnncheck.report.past_report import read_report

        baseline = read_report(request.baseline)
    where = case_paths(request.paths or None)
    if not request.paths:
        complain(f"no path given: running {where[0]}")
    memory = memory_of(request.reference)
    found = load_cases(where, OPERATORS, max_memory=request.max_memory, memory=memory)
    cases, deselected = select(found, request.selection, request.options.algorithm)
    if not cases:
        say_why_nothing_ran(found, request.selection)
        sys.exit(Exit.NOTHING_RAN)
    check_outputs(request, found)
    if request.last_failed:
        cases, deselected = only_last_failed(Selected(cases, deselected), request.sources)
    if request.list_only:
        _list(cases)
        sys.exit(Exit.PASSED)
    request = replace(request, options=allowing(request.options, cases))
    with limited(request.options.time_limit):
        reports = check_sources(request, cases, deselected, where)
    proofs = prove_sources(request.sources, cases, request.options) if request.prove else []
    report = merged(reports)
    with held(), request.output.shown_if_lost(report):
        remember(dict(zip(request.sources, reports, strict=False)), found)
        request.output.write(report)
        if request.save_failures is not None:
            _save_failures(report, request.save_failures)
    finish(report, request.output, baseline, proofs)


def check_outputs(request: Request, found: Sequence[Case]) -> None:
    """Refuse to write a file twice, or over a case file or the code under test.

    Raises
    ------
    UsageError
    """
    code = [path for each in request.sources for path in code_files(each, request.options)]
    saved = [("--save-failures", request.save_failures)]
    request.output.check(saved, [*dict.fromkeys(case.file for case in found), *code])


def check_sources(
    request: Request, cases: Sequence[Case], deselected: int, paths: Sequence[Path]
) -> list[Report]:
    """Put cases that are selected already to each implementation, one after the other.

    Raises
    ------
    StopRun
        When it comes before anything is known.
    """
    reports: list[Report] = []
    give_back_large_arrays()
    with progress_bar(wanted=not request.output.quiet) as bar, workplace(request) as check:
        for source in request.sources:
            if reports and came:
                break
            settings = Settings(
                jobs=request.jobs,
                yardstick=request.output.verbose > 0,
                fail_fast=request.fail_fast,
                reference_work=request.reference_work,
                reference=request.reference,
                shrink_seconds=request.shrink_seconds,
                on_result=bar,
                on_wait=bar.wait if bar else None,
                again=_again(request, source),
                excused=request.options.excused,
            )
            try:
                reports.append(check(source, cases, settings, deselected=deselected, paths=paths))
            except StopRun as stop:
                if not reports:
                    raise
                reports[-1] = replace(reports[-1], stopped=stop.reason)
    more = sum(len(case.passes) for case in cases) * (len(request.sources) - len(reports))
    reports[-1] = replace(reports[-1], unasked=reports[-1].unasked + more)
    return reports


def _save_failures(report: Report, path: str) -> None:
    """Write the smallest failing problems as cases; a later run says which are fixed."""
    cases = saved_failures(report)
    if not cases:
        complain(f"nothing to save in {path}: no failure was reduced to a small problem")
        return
    write_atomically(path, cases_to_yaml(cases))
    complain(f"saved {len(cases)} in {path}; to see what is fixed: cnncheck run {path}")


def _again(request: Request, source: str) -> Callable[[Case, str, str], str]:
    """Write the line that repeats one pass with the options that bear on its verdict."""
    seed = request.selection.seed
    words = ["--impl", source] if source != "builtin" else []
    words += [] if seed is None else ["--seed", str(seed)]
    words += ["--reference", request.reference] if isinstance(request.reference, str) else []
    if request.reference_work != REFERENCE_WORK:
        words += ["--reference-work", f"{request.reference_work:g}"]
    words += request.options.words()

    def again(case: Case, pass_name: str, _: str) -> str:
        one = ["cnncheck", "run", case.file, "--case", case.label, "--pass", pass_name]
        return shlex.join([*one, *words])

    return again


def _list(cases: Sequence[Case]) -> None:
    with still_writing():
        for case in cases:
            line = f"{case.shown_id}  {case.operator}  {' '.join(case.passes)}"
            sys.stdout.write(printable(line) + "\n")


def run_one(
    case: Case,
    *,
    impl: str,
    options: Options,
    again: Callable[[Case, str, str], str],
    output: Output,
    reference: str | AsksAhead,
) -> None:
    """Check one case from the command line, show the report, and exit.

    Raises
    ------
    SystemExit
        Always, with the run's exit code.
    UsageError
        When the case's shapes are impossible.
    """
    faults = OPERATORS[case.operator].geometry_faults(case)
    if faults:
        raise UsageError(
            "; ".join(fault.message for fault in faults),
            f"change --{faults[0].field.replace('_', '-')}: {faults[0].hint}",
        )
    settings = Settings(
        yardstick=output.verbose > 0, reference=reference, again=again, excused=options.excused
    )
    with opened(impl, options) as under_test, limited(options.time_limit):
        check_defined(under_test, functions_of([case], under_test), options.bind)
        report = run_cases([case], under_test, settings)
    with held(), output.shown_if_lost(report):
        output.write(report)
    finish(report, output)


def finish(
    report: Report,
    output: Output,
    baseline: PastReport | None = None,
    proofs: Sequence[Proof] = (),
) -> None:
    """Show a report and exit with its code; against a baseline, with that of what is new.

    What ended the run early has a code of its own, and what is proved wrong is no pass.
    """
    output.show(report)
    for proof in proofs:
        show_proof(proof, output)
    exit_if_stopped()
    if baseline is None:
        code = exit_of(report)
    else:
        from cnncheck.running.baseline import exit_against

        code = exit_against(report, baseline, output)
    sys.exit(Exit.FAILED if code is Exit.PASSED and any(map(is_wrong, proofs)) else code)
