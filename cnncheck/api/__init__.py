"""The whole way from paths to a report, for the command line and for Python programs alike."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING

from cnncheck.api.believing import open_reference
from cnncheck.api.defined import check_defined, functions_of
from cnncheck.api.paths import case_paths, shipped_cases
from cnncheck.api.running import Settings, run_again, run_cases
from cnncheck.cases.loading import load_cases, load_text
from cnncheck.cases.selection import Selection, select
from cnncheck.errors import UsageError
from cnncheck.implementations.opening import allowing, open_implementation
from cnncheck.operators import OPERATORS
from cnncheck.options import Options
from cnncheck.submission.binding import source_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cnncheck.compare.verdict import Verdict
    from cnncheck.implementations.base import Implementation
    from cnncheck.operators.case import Case
    from cnncheck.report.report import Report

__all__ = [
    "Settings",
    "case_paths",
    "check",
    "open_reference",
    "opened",
    "run",
    "run_again",
    "run_cases",
    "shipped_cases",
]


def run(
    paths: str | Path | Sequence[str | Path] | None = None,
    *,
    implementation: str | ModuleType | Implementation | None = None,
    selection: Selection | None = None,
    settings: Settings | None = None,
    options: Options | None = None,
) -> Report:
    """Check an implementation against PyTorch on YAML cases.

    Parameters
    ----------
    paths : path or sequence of paths, optional
        Case files and folders; by default ``./cases``, or the shipped cases without one.
    implementation : str, module or Implementation, optional
        By default the file of a bind in the options, or else ``"builtin"``. A path or a module name, run in a process of its own; or a module object
        with the six functions, called in this process.
    selection : Selection, optional
        Which cases and passes.
    settings : Settings, optional
    options : Options, optional
        How code given by name is loaded and contained, and how all code is judged.

    Returns
    -------
    Report
        ``report.passed`` says whether something was checked and all of it passed.

    Raises
    ------
    CaseFileError
        With everything that is wrong with the files.
    UsageError
        When a path or the implementation cannot be found.

    Examples
    --------
    >>> import cnncheck, my_layers
    >>> cnncheck.run("cases/", implementation=my_layers).passed
    True
    """
    chosen = selection or Selection()
    found = load_cases(case_paths(paths), OPERATORS)
    options, settings = options or Options(), settings or Settings()
    cases, deselected = select(found, chosen, options.algorithm)
    settings = replace(settings, excused=options.excused, time_limit=options.time_limit)
    if settings.again is None:
        settings = replace(settings, again=partial(run_again, options=options))
    with opened(implementation, allowing(options, cases)) as under_test:
        check_defined(under_test, functions_of(cases, under_test), options.bind)
        return run_cases(cases, under_test, settings, deselected=deselected, paths=paths)


def check(
    case: Case | str,
    *,
    implementation: str | ModuleType | Implementation | None = None,
    pass_name: str | None = None,
    options: Options | None = None,
) -> Verdict:
    """Check one case.

    Parameters
    ----------
    case : Case or str
        A case, or the YAML text of a file with exactly one.
    implementation : str, module or Implementation, optional
        As for `run`.
    pass_name : str, optional
        Which of the case's passes; by default all of them.
    options : Options, optional
        As for `run`.

    Returns
    -------
    Verdict
        Of the first pass that failed; else of the pass that came closest to its bound.

    Raises
    ------
    UsageError
        When there is no such implementation, or nearly what is asked for.
    """
    if isinstance(case, str):
        loaded = load_text(case, "<text>", OPERATORS)
        if len(loaded) != 1:
            raise UsageError(
                f"the text holds {len(loaded)} cases, expected exactly one",
                "use cnncheck.run for several",
            )
        case = loaded[0]
    options = options or Options()
    passes = (pass_name,) if pass_name else ()
    cases, _ = select([case], Selection(passes=passes), options.algorithm)
    if not cases:
        raise UsageError(
            f"case {case.name} has no pass {pass_name}", f"choose among {', '.join(case.passes)}"
        )
    with opened(implementation, allowing(options, cases)) as under_test:
        check_defined(under_test, functions_of(cases, under_test), options.bind)
        verdicts = [each.verdict for each in run_cases(cases, under_test, Settings()).results]
    failed = [verdict for verdict in verdicts if not verdict.outcome.passed]
    return failed[0] if failed else max(verdicts, key=_closeness)


@contextlib.contextmanager
def opened(
    implementation: str | ModuleType | Implementation | None, options: Options | None = None
) -> Iterator[Implementation]:
    """Open an implementation for a while, and close what was opened here."""
    if implementation is None:
        implementation = source_of(None, options.bind if options else {})
    if isinstance(implementation, str):
        under_test: Implementation = open_implementation(implementation, options)
    elif isinstance(implementation, ModuleType):
        under_test = open_implementation(implementation, options)
    else:
        yield implementation  # the caller's own, and the caller's to close
        return
    try:
        yield under_test
    finally:
        under_test.close()


def _closeness(verdict: Verdict) -> float:
    return verdict.figures.of_bound if verdict.figures else 0.0
