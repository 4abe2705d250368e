"""What ``run`` and the one-problem commands share: check, show, and end with the right code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cnncheck.api import Settings, case_paths, opened, run_cases
from cnncheck.cases.loading import load_cases
from cnncheck.cases.selection import select, unmatched
from cnncheck.cli.exits import Exit, exit_of
from cnncheck.cli.process import complain, still_writing
from cnncheck.cli.progress import progress_bar
from cnncheck.errors import UsageError
from cnncheck.implementations.options import Options
from cnncheck.operators import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.cases.case import Case
    from cnncheck.cases.selection import Selection
    from cnncheck.cli.output import Output
    from cnncheck.references import AsksAhead
    from cnncheck.report.report import Report


def run_files(
    paths: Sequence[str] | None,
    selection: Selection,
    *,
    impl: str,
    list_only: bool,
    fail_fast: bool,
    jobs: int,
    max_memory: str,
    output: Output,
    reference: AsksAhead,
) -> None:
    """Check case files, show the report, and exit.

    Raises
    ------
    SystemExit
        Always, with the run's exit code.
    """
    output.check()
    where = case_paths(list(paths) if paths else None)
    if not paths:
        complain(f"no path given: running {where[0]}")
    found = load_cases(where, OPERATORS, max_memory=parse_size(max_memory))
    cases, deselected = select(found, selection)
    if not cases:
        words = unmatched(found, selection)
        why = f"nothing fits {' and '.join(words)}" if words else "no case fits all the options"
        complain(f"nothing ran: {why}; see what there is with --list")
        sys.exit(Exit.NOTHING_RAN)
    if list_only:
        with still_writing():
            for case in cases:
                sys.stdout.write(f"{case.id}  {case.operator}  {' '.join(case.passes)}\n")
        sys.exit(Exit.PASSED)
    options = Options(workers=jobs)
    with opened(impl, options) as under_test, progress_bar(wanted=not output.quiet) as advance:
        settings = Settings(
            jobs=jobs,
            yardstick=output.verbose > 0,
            fail_fast=fail_fast,
            reference=reference,
            on_result=advance,
        )
        report = run_cases(cases, under_test, settings, deselected=deselected, paths=where)
    finish(report, output)


def run_one(
    case: Case,
    *,
    impl: str,
    again: Callable[[Case, str, str], str],
    output: Output,
    reference: AsksAhead,
) -> None:
    """Check one case from the command line, show the report, and exit.

    Raises
    ------
    SystemExit
        Always, with the run's exit code.
    UsageError
        When the case's shapes are impossible.
    """
    output.check()
    faults = OPERATORS[case.operator].geometry_faults(case)
    if faults:
        raise UsageError(
            "; ".join(fault.message for fault in faults),
            f"change --{faults[0].field.replace('_', '-')}: {faults[0].hint}",
        )
    settings = Settings(yardstick=output.verbose > 0, reference=reference, again=again)
    with opened(impl) as under_test:
        report = run_cases([case], under_test, settings)
    finish(report, output)


def finish(report: Report, output: Output) -> None:
    """Show a report and exit with its code."""
    output.emit(report)
    sys.exit(exit_of(report))


def parse_size(text: str) -> int:
    """Return the bytes that a size such as ``500MiB`` or ``2GB`` means.

    Raises
    ------
    UsageError
    """
    from pydantic import ByteSize, TypeAdapter, ValidationError

    try:
        return int(TypeAdapter(ByteSize).validate_python(text))
    except ValidationError:
        raise UsageError(
            f"{text!r} is not a size", "write a number and a unit, such as 500MiB or 2GiB"
        ) from None
