"""One run over an executor: the same cases, in chunks, each checked wherever there is room."""

from __future__ import annotations

import pickle
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cnncheck.api import Settings, opened, run_cases
from cnncheck.api.defined import check_defined, functions_of
from cnncheck.api.refusing import limitations, settled
from cnncheck.api.running import FIRST_FAILURE, run_again
from cnncheck.api.saying import calling, dialect_of, unsaid_text, worth_asking
from cnncheck.asking import questions
from cnncheck.errors import StopRun, UsageError, Where
from cnncheck.grading.content import Content, read_content
from cnncheck.grading.submissions import Submission
from cnncheck.implementations.base import BUILTIN
from cnncheck.report.environment import environment
from cnncheck.report.report import Report
from cnncheck.sandbox.folders import temporary_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future

    from cnncheck.diagnose.diagnosis import Diagnosis
    from cnncheck.grading.batch import Crew
    from cnncheck.operators.case import Case
    from cnncheck.options import Options
    from cnncheck.report.report import Result


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some cases of a run, and the code that they are put to; plain values.

    Attributes
    ----------
    content : Content, optional
        ``None`` for the built-in layers.
    cases : bytes
        Pickled by `run_spread`.
    options : Options
    settings : Settings
        Without callables.
    """

    content: Content | None = field(repr=False)
    cases: bytes = field(repr=False)
    options: Options
    settings: Settings


def check_chunk(chunk: Chunk) -> bytes:
    """Check some cases, for any executor.

    The report is pickled here and not by the executor: Dask takes whatever pickle does not, and
    then never tells the other side that it cannot be read.
    """
    with temporary_folder() as folder:
        source = chunk.content.unpack(folder) if chunk.content else BUILTIN
        with opened(source, chunk.options) as implementation:
            report = run_cases(pickle.loads(chunk.cases), implementation, chunk.settings)
            return pickle.dumps(report)


def run_spread(
    source: str,
    cases: Sequence[Case],
    settings: Settings,
    options: Options,
    crew: Crew,
    *,
    deselected: int = 0,
    paths: Sequence[str | Path] = (),
) -> Report:
    """Check cases on a crew; the report is that of `api.run_cases`.

    Parameters
    ----------
    source : str
        ``builtin``, or the path of a file, a folder or a notebook.
    cases : sequence of Case
    settings : Settings
    options : Options
    crew : Crew
        Of which the executor is used.

    Raises
    ------
    UsageError
        When the source is not there, or is a module: its files may be anywhere; or as
        `check_defined` says.
    """
    started = time.perf_counter()
    content = _content(source, options)
    with opened(source, options) as implementation:
        check_defined(implementation, functions_of(cases, implementation), options.bind)
        asked, unsaid = worth_asking(questions(cases), implementation)
        unsaid_lines = unsaid_text(implementation.name, dialect_of(implementation), unsaid)
        called = calling(implementation)
    plain = _plain(settings)
    results: list[Result] = []
    names: dict[tuple[str, str], None] = {}
    notes: dict[str, None] = {}
    total = len(asked)
    wanted = {(each.case.id, each.pass_name) for each in asked}
    chunks = [
        Chunk(content, pickle.dumps(tuple(some)), options, plain)
        for some in _split(cases, 2 * crew.ahead)
    ]
    stopped = ""
    diagnoses: tuple[Diagnosis, ...] = ()
    try:
        for part in _in_order(crew, chunks):
            names |= dict.fromkeys(part.implementations)
            notes |= dict.fromkeys(part.notes)
            # A chunk says of each pass why it was not asked; a run does not.
            for each in filter(lambda each: (each.case.id, each.pass_name) in wanted, part.results):
                results.append(_with_again(each, settings))
                if settings.on_result:
                    settings.on_result(results[-1], total)
            if settings.fail_fast and part.failed:
                stopped = FIRST_FAILURE if len(results) < total else ""
                break
        if settings.diagnose:
            diagnoses = _diagnoses(source, results, options, plain)
    except StopRun as stop:
        stopped = stop.reason
    results = settled(results)
    return Report(
        results=tuple(results),
        implementations=tuple(names)[:1],
        environment=environment(),
        paths=tuple(map(str, paths)),
        excused=settings.excused,
        deselected=deselected,
        stopped=stopped,
        unasked=total - len(results),
        diagnoses=diagnoses,
        calling=called,
        notes=(*notes, *unsaid_lines, *limitations(results)),
        seconds=time.perf_counter() - started,
    )


def _content(source: str, options: Options) -> Content | None:
    if source == BUILTIN:
        return None
    path = Path(source)
    if not path.exists():
        raise UsageError(
            "there is no such file or folder",
            "with --dask give builtin, a .py file, an .ipynb notebook or a folder",
            Where(source),
        )
    # Who runs code names it, so that a link means what it points to.
    content = read_content(Submission(path.name, path.resolve()), options)
    if content.fault:
        raise UsageError(content.fault, None, Where(source))
    return content


def _plain(settings: Settings) -> Settings:
    """Return what of the settings can travel, for a chunk alone."""
    named = settings.reference if isinstance(settings.reference, str) else "torch"
    return replace(
        settings,
        jobs=1,
        reference=named,
        diagnose=False,
        alone=True,
        on_result=None,
        on_wait=None,
        again=None,
    )


def _split(cases: Sequence[Case], parts: int) -> Iterator[Sequence[Case]]:
    size = -(-len(cases) // parts) or 1
    for start in range(0, len(cases), size):
        yield cases[start : start + size]


def _in_order(crew: Crew, chunks: Sequence[Chunk]) -> Iterator[Report]:
    futures: list[Future[bytes]] = [crew.executor.submit(check_chunk, each) for each in chunks]
    try:
        for future in futures:
            yield pickle.loads(future.result())
    finally:
        for future in futures:
            future.cancel()


def _diagnoses(
    source: str, results: Sequence[Result], options: Options, settings: Settings
) -> tuple[Diagnosis, ...]:
    """Name the bugs, here: it takes all cases of a failing function at once, and few seconds."""
    visible = [each for each in results if not each.case.hidden]
    failed = {each.function for each in visible if not each.verdict.outcome.passed}
    asked = [
        replace(each.case, passes=(each.pass_name,)) for each in visible if each.function in failed
    ]
    if not asked:
        return ()
    with opened(source, options) as implementation:
        return run_cases(asked, implementation, replace(settings, diagnose=True)).diagnoses


def _with_again(result: Result, settings: Settings) -> Result:
    again = settings.again or run_again
    line = again(result.case, result.pass_name, result.implementation)
    return replace(result, again=line)
