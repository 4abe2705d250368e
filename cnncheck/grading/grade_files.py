"""What ``grade`` does: find, check the cases, grade, show, and end with the right code."""

from __future__ import annotations

import contextlib
import sys
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cnncheck.api import case_paths, shipped_cases
from cnncheck.cases.loading import load_cases
from cnncheck.cases.selection import Selection, select
from cnncheck.cli.exits import Exit
from cnncheck.cli.process import complain, exit_if_stopped, still_writing
from cnncheck.cli.signals import held, limited
from cnncheck.errors import CnncheckError, StopRun, UsageError
from cnncheck.grading.batch import grade_all, threads
from cnncheck.grading.exam import exam_of, pack
from cnncheck.grading.grade_formats import parse_targets, paths_of, rendered
from cnncheck.grading.grade_progress import Announcer, Forecast, announcing
from cnncheck.grading.grade_table import print_gradebook
from cnncheck.grading.gradebook import Gradebook
from cnncheck.grading.journal import DEFAULT, Journal, grading_key
from cnncheck.grading.marks import Graded
from cnncheck.grading.submissions import find_submissions
from cnncheck.implementations.base import is_whole
from cnncheck.implementations.opening import allowing
from cnncheck.operators import OPERATORS
from cnncheck.references.definition import DefinitionReference
from cnncheck.references.remote import started_torch
from cnncheck.rendering.atomic import write_atomically
from cnncheck.rendering.targets import check_targets
from cnncheck.rendering.terminal import make_console
from cnncheck.rendering.wording import printable
from cnncheck.report.environment import environment
from cnncheck.report.hidden import is_hidden

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from cnncheck.grading.batch import Crew
    from cnncheck.grading.exam import Exam
    from cnncheck.grading.grade_formats import Target
    from cnncheck.grading.submissions import Found
    from cnncheck.operators.case import Case
    from cnncheck.options import Options


@dataclass(frozen=True, slots=True)
class Request:
    """Options of ``cnncheck grade``, under their names."""

    submissions: tuple[str, ...]
    cases: tuple[str, ...]
    options: Options
    reference: str = "torch"
    dtypes: tuple[str, ...] = ()
    one: bool = False
    jobs: int = 1
    dask: str = ""
    fail_under: float | None = None
    journal: str = ""
    resume: bool = False
    fresh: bool = False
    reports: tuple[str, ...] = ()
    verbose: bool = False
    quiet: bool = False
    color: bool = True


def run_grading(request: Request) -> None:
    """Grade, show the table, write the reports, and exit.

    Raises
    ------
    SystemExit
        Always, with the exit code.
    UsageError
        Before anything is graded, when something about the request is wrong.
    """
    started = time.perf_counter()
    _check(request)
    found = find_submissions(request.submissions, one=request.one)
    targets = parse_targets(request.reports, found.submissions)
    where = case_paths(list(request.cases) or None)
    chosen = Selection(dtypes=request.dtypes)
    cases, _ = select(load_cases(where, OPERATORS), chosen, request.options.algorithm)
    if not cases:
        complain(f"nothing to grade with: there are no cases in {', '.join(map(str, where))}")
        sys.exit(Exit.NOTHING_RAN)
    if not request.options.isolated and any(map(is_hidden, cases)):
        raise UsageError(
            "hidden cases cannot be graded with --no-isolation: the code could print their inputs",
            "leave out one or the other",
        )
    _check_targets(request, targets, found, cases)
    request = replace(request, options=allowing(request.options, cases))
    _say(found, request)
    graded, resumed = _grade(request, found, cases)
    book = Gradebook(
        graded=graded,
        environment=environment(),
        paths=tuple(map(str, where)),
        resumed=resumed,
        seconds=time.perf_counter() - started,
    )
    _warn(book)
    _emit(book, targets, request)
    exit_if_stopped()
    sys.exit(_exit(book, request.fail_under))


def _check_targets(
    request: Request, targets: Sequence[Target], found: Found, cases: Sequence[Case]
) -> None:
    """Refuse to write a file twice, or over a case file or a submission."""
    written = [
        (f"--report {target.format}:{target.path}", path)
        for target in targets
        for path in paths_of(target, found.submissions)
    ]
    read: list[str | Path] = [case.file for case in cases]
    read += [each.path for each in found.submissions]
    check_targets([*written, ("--journal", request.journal or None)], read)


def _grade(request: Request, found: Found, cases: Sequence[Case]) -> tuple[tuple[Graded, ...], int]:
    """Grade everybody; return also how many the journal had.

    Raises
    ------
    StopRun
        When it comes before anybody is graded.
    """
    announcer, reason, total = None, "", len(found.submissions)
    try:
        with (
            limited(request.options.time_limit),
            announcing(total, _forecast(request, total), wanted=not request.quiet) as announcer,
        ):
            _grade_all(request, found, cases, announcer)
    except StopRun as stop:
        if announcer is None or not announcer.finished:
            raise
        reason = stop.reason
    finished = announcer.finished
    graded = (
        finished.get(each.name) or Graded(each.name, str(each.place), "", failure=reason)
        for each in found.submissions
    )
    return tuple(graded), announcer.resumed


def _grade_all(request: Request, found: Found, cases: Sequence[Case], announcer: Announcer) -> None:
    packed = pack(cases, whole=not _is_everything(request))
    exam = exam_of(packed)

    def prepare() -> None:
        announcer.waiting.begin(request.reference)
        exam.check()

    with contextlib.ExitStack() as open_now:
        exam.believe(
            (lambda: open_now.enter_context(started_torch()))
            if request.reference == "torch"
            else DefinitionReference
        )
        if not request.resume:  # else the journal may have everybody
            exam.open()
        journal = _journal(request, found, exam)
        if journal:
            open_now.callback(journal.close)
        crew = open_now.enter_context(_crew(request))
        grade_all(
            found.submissions,
            packed,
            request.options,
            crew,
            journal=journal,
            prepare=prepare,
            announce=announcer,
            on_wait=announcer.waiting.begin,
            on_slow=announcer.put_last,
        )


def _forecast(request: Request, total: int) -> Forecast:
    never_ending = request.options.patience * request.options.timeout
    return Forecast(total, never_ending, request.jobs)


def _check(request: Request) -> None:
    if request.resume and request.fresh:
        raise UsageError(
            "--resume and --fresh exclude each other",
            "--resume goes on where the journal ends, --fresh starts again",
        )
    if not request.options.isolated and (request.jobs > 1 or request.dask):
        raise UsageError(
            "--no-isolation runs one submission at a time, in this process",
            "leave out --jobs and --dask",
        )
    if request.dask and request.reference != "torch":
        raise UsageError(
            "the workers of a cluster believe PyTorch",
            "leave out --reference and CNNCHECK_REFERENCE, or --dask",
        )


def _is_everything(request: Request) -> bool:
    """Whether all that is shipped is asked for want of cases: nobody is expected to write all layers."""
    where = case_paths(None)[0]
    return not request.cases and where.resolve() == shipped_cases().resolve()


def _say(found: Found, request: Request) -> None:
    if not request.cases:
        told = f"no --cases given: grading with {case_paths(None)[0]}"
        of_each = ", of each submission the layers that it has functions of"
        complain(told + of_each * _is_everything(request))
    for path in found.repeated:
        complain(f"{printable(path)} was given before; it is graded once")
    if found.left_out:
        others = ", ".join(map(printable, found.left_out))
        complain(f"left out of {found.folder}, as no submission: {others}")


def _journal(request: Request, found: Found, exam: Exam) -> Journal | None:
    asked_for = request.journal or request.resume or request.fresh
    if len(found.submissions) == 1 and not asked_for:
        return None
    key = grading_key(exam.digest, environment().cnncheck, request.options, request.reference)
    journal = Journal(request.journal or DEFAULT, key, resume=request.resume, fresh=request.fresh)
    for each in journal.dropped:
        who = printable(each.name) or "whoever's it was"
        complain(
            f"{journal.path}:{each.line}: this line is not as it was written; {who} is graded again"
        )
    return journal


def _crew(request: Request) -> AbstractContextManager[Crew]:
    if request.dask:
        from cnncheck.grading.cluster import cluster

        return cluster(request.dask)
    return threads(request.jobs)


def _warn(book: Gradebook) -> None:
    """Say so where nothing, or not everything, was closed to the code."""
    for isolation, names in book.isolations.items():
        if not is_whole(isolation):
            complain(
                f"warning: {len(names)} of {len(book.graded)} submissions were not wholly jailed "
                f"({isolation}); what that means: cnncheck guide contained; --require-jail refuses"
            )


def _emit(book: Gradebook, targets: Sequence[Target], request: Request) -> None:
    """Write files first, so that no reader of standard output is waited for.

    One that cannot be written keeps nobody from the others, nor from the table.
    """
    files = [each for target in targets for each in rendered(book, target)]
    troubles: list[CnncheckError] = []
    with held():
        for path, text in files:
            if path is not None:
                try:
                    write_atomically(path, text)
                except CnncheckError as error:
                    troubles.append(error)
    with still_writing():
        on_stdout = [text for path, text in files if path is None]
        for text in on_stdout:
            sys.stdout.write(text)
        if not on_stdout:
            console = make_console(color=None if request.color else False)
            print_gradebook(book, console, verbose=request.verbose, quiet=request.quiet)
    if troubles:
        raise troubles[0]


def _exit(book: Gradebook, fail_under: float | None) -> Exit:
    if fail_under is not None and book.below(fail_under):
        return Exit.FAILED
    return Exit.TOOL_FAILED if book.failures else Exit.PASSED
