"""The whole way from paths to a report, for the command line and for Python programs alike."""

from __future__ import annotations

import contextlib
import shlex
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from cnncheck.cases.loading import load_cases, load_text
from cnncheck.cases.selection import Selection, select
from cnncheck.compare import judge
from cnncheck.errors import UsageError
from cnncheck.implementations.inprocess import InProcess
from cnncheck.implementations.opening import open_implementation
from cnncheck.operators import OPERATORS
from cnncheck.report.environment import environment
from cnncheck.report.report import Report, Result
from cnncheck.run import ask_all, questions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cnncheck.cases.case import Case
    from cnncheck.compare.verdict import Verdict
    from cnncheck.implementations.base import Implementation
    from cnncheck.implementations.options import Options
    from cnncheck.references import AsksAhead, Reference
    from cnncheck.run import Question


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run is made.

    Attributes
    ----------
    jobs : int
        Questions that the implementation works on at once.
    yardstick : bool
        Whether to measure PyTorch in the case's own dtype as well.
    fail_fast : bool
        Whether to stop at the first result that is not a pass.
    reference : {"torch", "definition"} or AsksAhead
        Whom to believe; a reference that is already open stays open.
    on_result : callable, optional
        Called with each result, and with how many there will be, as soon as it is known.
    again : callable, optional
        Writes the command line that repeats one pass, from case, pass and implementation name.
    """

    jobs: int = 1
    yardstick: bool = False
    fail_fast: bool = False
    reference: str | AsksAhead = "torch"
    on_result: Callable[[Result, int], None] | None = None
    again: Callable[[Case, str, str], str] | None = None


def run(
    paths: str | Path | Sequence[str | Path] | None = None,
    *,
    implementation: str | ModuleType | Implementation = "builtin",
    selection: Selection | None = None,
    settings: Settings | None = None,
    options: Options | None = None,
) -> Report:
    """Check an implementation against PyTorch on YAML cases.

    Parameters
    ----------
    paths : path or sequence of paths, optional
        Case files and folders; by default ``./cases``, or the shipped cases without one.
    implementation : str, module or Implementation
        ``"builtin"``, a path or a module name, run in a process of its own; or a module object
        with the six functions, called in this process.
    selection : Selection, optional
        Which cases and passes.
    settings : Settings, optional
    options : Options, optional
        How code given by name is loaded and contained.

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
    cases, deselected = select(found, chosen)
    with opened(implementation, options) as under_test:
        return run_cases(
            cases, under_test, settings or Settings(), deselected=deselected, paths=paths
        )


def check(
    case: Case | str,
    *,
    implementation: str | ModuleType | Implementation = "builtin",
    pass_name: str | None = None,
) -> Verdict:
    """Check one case.

    Parameters
    ----------
    case : Case or str
        A case, or the YAML text of a file with exactly one.
    implementation : str, module or Implementation
        As for `run`.
    pass_name : str, optional
        Which of the case's passes; by default all of them.

    Returns
    -------
    Verdict
        Of the first pass that failed; else of the pass that came closest to its bound.
    """
    if isinstance(case, str):
        loaded = load_text(case, "<text>", OPERATORS)
        if len(loaded) != 1:
            raise UsageError(
                f"the text holds {len(loaded)} cases, expected exactly one",
                "use cnncheck.run for several",
            )
        case = loaded[0]
    cases, _ = select([case], Selection(passes=(pass_name,) if pass_name else ()))
    if not cases:
        raise UsageError(
            f"case {case.name} has no pass {pass_name}", f"choose among {', '.join(case.passes)}"
        )
    with opened(implementation) as under_test:
        verdicts = [each.verdict for each in run_cases(cases, under_test, Settings()).results]
    failed = [verdict for verdict in verdicts if not verdict.outcome.passed]
    return failed[0] if failed else max(verdicts, key=_closeness)


def run_cases(
    cases: Iterable[Case],
    implementation: Implementation,
    settings: Settings,
    *,
    deselected: int = 0,
    paths: str | Path | Sequence[str | Path] | None = None,
) -> Report:
    """Check cases that are read and selected already; the implementation stays open."""
    started = time.perf_counter()
    asked = questions(cases)
    results: list[Result] = []
    stopped_early = False
    believed = settings.reference
    for question, answers in ask_all(
        asked,
        implementation,
        partial(open_reference, believed) if isinstance(believed, str) else believed,
        jobs=settings.jobs,
        yardstick=settings.yardstick,
    ):
        verdict = judge(question.case, answers)
        results.append(_result(question, verdict, implementation, settings))
        if settings.on_result:
            settings.on_result(results[-1], len(asked))
        if settings.fail_fast and not verdict.outcome.passed:
            stopped_early = len(results) < len(asked)
            break
    return Report(
        results=tuple(results),
        implementations=((implementation.name, implementation.isolation),),
        environment=environment(),
        paths=tuple(str(path) for path in _as_list(paths)),
        deselected=deselected,
        stopped_early=stopped_early,
        seconds=time.perf_counter() - started,
    )


@contextlib.contextmanager
def opened(
    implementation: str | ModuleType | Implementation, options: Options | None = None
) -> Iterator[Implementation]:
    """Open an implementation for a while, and close what was opened here."""
    if isinstance(implementation, str):
        under_test: Implementation = open_implementation(implementation, options)
    elif isinstance(implementation, ModuleType):
        under_test = InProcess(implementation.__name__, implementation)
    else:
        yield implementation  # the caller's own, and the caller's to close
        return
    try:
        yield under_test
    finally:
        under_test.close()


def open_reference(name: str) -> Reference:
    """Return the reference of that name; importing PyTorch happens here and nowhere earlier."""
    if name == "definition":
        from cnncheck.references.definition import DefinitionReference

        return DefinitionReference()
    from cnncheck.references.torch_reference import TorchReference

    return TorchReference()


def case_paths(paths: str | Path | Sequence[str | Path] | None) -> list[Path]:
    """Return the given paths; without any ``./cases`` if there is one, else the shipped cases."""
    if paths is not None:
        return [Path(path) for path in _as_list(paths)]
    here = Path("cases")
    return [here if here.is_dir() else shipped_cases()]


def shipped_cases() -> Path:
    """Return the folder of the cases that travel with cnncheck."""
    package = Path(__file__).parent
    installed = package / "shipped_cases"
    return installed if installed.is_dir() else package.parent / "cases"


def run_again(case: Case, pass_name: str, implementation: str) -> str:
    """Write the command line that repeats one pass of one case of a file."""
    words = ["cnncheck", "run", case.file, "--case", case.label, "--pass", pass_name]
    if implementation != "builtin":
        words += ["--impl", implementation]
    return shlex.join(words)


def _result(
    question: Question, verdict: Verdict, implementation: Implementation, settings: Settings
) -> Result:
    again = settings.again or run_again
    return Result(
        case=question.case,
        pass_name=question.pass_name,
        function=question.function,
        implementation=implementation.name,
        verdict=verdict,
        again=again(question.case, question.pass_name, implementation.name),
    )


def _as_list(paths: str | Path | Sequence[str | Path] | None) -> list[str | Path]:
    if paths is None:
        return []
    return [paths] if isinstance(paths, str | Path) else list(paths)


def _closeness(verdict: Verdict) -> float:
    return verdict.figures.of_bound if verdict.figures else 0.0
