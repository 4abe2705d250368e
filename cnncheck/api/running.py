"""From selected cases to a report: ask both sides, judge, diagnose, collect."""

from __future__ import annotations

import shlex
import time
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import takewhile
from typing import TYPE_CHECKING

from cnncheck.api import saying
from cnncheck.api.believing import name_of, named_answers, open_reference, stored_in
from cnncheck.api.culprits import asked_again
from cnncheck.api.diagnosing import Notes, keeping_small
from cnncheck.api.forwards import Forwards
from cnncheck.api.paths import as_list
from cnncheck.api.refusing import limitations, settled
from cnncheck.api.saying import by_sums_text, calling, dialect_of, unsaid_text, worth_asking
from cnncheck.api.settling import is_dispute, settle
from cnncheck.asking import Question, ask_all, questions, visible_first
from cnncheck.asking.believed import REFERENCE_WORK
from cnncheck.compare import judge
from cnncheck.errors import StopRun
from cnncheck.implementations.base import is_whole, notes_of
from cnncheck.outcomes import Outcome
from cnncheck.report.environment import environment
from cnncheck.report.report import Report, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
    from pathlib import Path

    from cnncheck.asking import Answers
    from cnncheck.compare.verdict import Verdict
    from cnncheck.diagnose.diagnosis import Diagnosis
    from cnncheck.implementations.base import Implementation
    from cnncheck.operators.case import Case
    from cnncheck.options import Options
    from cnncheck.references import AsksAhead

    Asking = Generator[tuple[Question, Iterator[Answers]]]


FIRST_FAILURE = "stopped at the first failure"


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of a run.

    Attributes
    ----------
    jobs : int
        Questions that the implementation works on at once.
    yardstick : bool
        Whether to measure PyTorch in the case's own dtype as well.
    reference_work : float
        Products of a problem above which its answer is held to random sums of what is right, where
        that can be done (Freivalds' identity): they are a fraction of the reference's work.
    fail_fast : bool
        Whether to stop at the first result that is not a pass.
    reference : {"torch", "definition"} or AsksAhead
        What results are compared with; a reference that is already open stays open.
    diagnose : bool
        Whether to name the bugs of what fails.
    shrink_seconds : float
        How long to look, for each failing function, for the smallest problem that fails alike.
    on_result : callable, optional
        Called with each result, and with how many there will be, as soon as it is known.
    alone : bool
        Whether the same code is asked more elsewhere, where it is settled then what is a refusal.
    excused : frozenset of Outcome
        What besides a pass does not fail the run; see `Options.excused`.
    on_wait : callable, optional
        Called with each question when the implementation's answer to it is waited for.
    again : callable, optional
        Writes the command line that repeats one pass, from case, pass and implementation name.
    notes : Notes, optional
        Where small answers go besides, for a diagnosis of several runs together.
    time_limit : float, optional
        Seconds after which nothing more is asked; what is under way is waited for.
    """

    jobs: int = 1
    yardstick: bool = False
    reference_work: float = REFERENCE_WORK
    fail_fast: bool = False
    reference: str | AsksAhead = "torch"
    diagnose: bool = True
    shrink_seconds: float = 5.0
    on_result: Callable[[Result, int], None] | None = None
    alone: bool = False
    on_wait: Callable[[Question], None] | None = None
    again: Callable[[Case, str, str], str] | None = None
    excused: frozenset[Outcome] = frozenset({Outcome.NOT_ASKED})
    notes: Notes | None = None
    time_limit: float | None = None


def run_cases(
    cases: Sequence[Case],
    implementation: Implementation,
    settings: Settings,
    *,
    deselected: int = 0,
    paths: str | Path | Sequence[str | Path] | None = None,
) -> Report:
    """Check cases that are read and selected already; the implementation stays open."""
    started = time.perf_counter()
    dialect = dialect_of(implementation)
    asked, unsaid = list(visible_first(questions(cases))), Counter[str]()
    if not settings.alone:  # else there is a result for each, and it says why it was not asked
        asked, unsaid = worth_asking(asked, implementation)
    stored = stored_in(settings.reference)
    run = _Run(implementation, settings, len(asked))
    stopped = run.ask(asked)
    if settings.diagnose and not (stopped and stopped != FIRST_FAILURE):
        stopped = run.diagnose() or stopped
    results = as_written(cases, run.results)
    results = results if settings.alone else settled(results)
    return Report(
        results=tuple(results),
        implementations=((implementation.name, implementation.isolation),),
        environment=environment(),
        paths=tuple(str(path) for path in as_list(paths)),
        deselected=deselected,
        stopped=stopped,
        unasked=len(asked) - len(run.results),
        diagnoses=tuple(run.diagnoses),
        excused=settings.excused,
        calling=calling(implementation),
        notes=(
            *_open_secrets(asked, implementation.isolation),
            *notes_of(implementation),
            *unsaid_text(implementation.name, dialect, unsaid),
            *(() if settings.alone else limitations(results)),
            *by_sums_text(results),
            *saying.defined_text(asked),
            *run.troubles,
        ),
        reference=name_of(settings.reference),
        stored_truths=stored_in(settings.reference) - stored,
        seconds=time.perf_counter() - started,
    )


def _open_secrets(asked: Iterable[Question], isolation: str) -> list[str]:
    """Say so where nothing keeps the code from telling what a hidden case is."""
    if is_whole(isolation) or not any(each.case.hidden for each in asked):
        return []
    return [f"the code could tell what the hidden cases are: it was not jailed ({isolation})"]


def as_written(cases: Iterable[Case], results: Iterable[Result]) -> list[Result]:
    """Return results in the order of the cases and their passes, in whichever they were made."""
    made: dict[int, list[Result]] = {}
    for each in results:
        made.setdefault(id(each.case), []).append(each)
    return [each for case in cases for each in made.pop(id(case), ())]


TIME_IS_UP = "time_limit"


class _Run:
    """State of a run under way."""

    def __init__(self, implementation: Implementation, settings: Settings, total: int) -> None:
        self._implementation = implementation
        self._settings = settings
        self._total = total
        self._notes = settings.notes or Notes(implementation)
        self._forwards = Forwards(dialect_of(implementation))
        self._titles = cache(dialect_of(implementation).title)
        self._started = time.perf_counter()
        self.results: list[Result] = []
        self.diagnoses: list[Diagnosis] = []
        self.troubles: list[str] = []

    def ask(self, asked: Sequence[Question]) -> str:
        """Ask both sides and judge; return what ended it before all were asked."""
        settings, believed = self._settings, self._settings.reference
        asking = ask_all(
            takewhile(self._in_time, asked),
            self._implementation,
            partial(open_reference, believed) if isinstance(believed, str) else believed,
            jobs=settings.jobs,
            yardstick=settings.yardstick,
            most_work=settings.reference_work,
            **({"on_wait": settings.on_wait} if settings.on_wait else {}),
        )
        try:
            for question, answers in asking:
                self._take(question, answers)
                last = self.results[-1].verdict.outcome
                if settings.fail_fast and not last.passed and last not in settings.excused:
                    return FIRST_FAILURE if len(self.results) < self._total else ""
                if not self._in_time():
                    raise StopRun(TIME_IS_UP)
        except StopRun as stop:
            self._take_known(asking, stop)
            if stop.reason != TIME_IS_UP:
                return stop.reason
        late = len(self.results) < self._total
        return f"stopped after {settings.time_limit:g} s ({TIME_IS_UP})" if late else ""

    def _in_time(self, _: Question | None = None) -> bool:
        limit = self._settings.time_limit
        return limit is None or time.perf_counter() < self._started + limit

    def _take_known(self, asking: Asking, stop: StopRun) -> None:
        """Take what both sides have answered; another stop leaves that as well."""
        try:
            self._take(*asking.throw(stop))
            for question, answers in asking:
                self._take(question, answers)
        except StopRun as raised:
            if raised is not stop:
                raise

    def _take(self, question: Question, answers: Iterator[Answers]) -> None:
        small: list[Answers] = []
        verdict = judge(question.case, keeping_small(answers, small))
        if is_dispute(small):
            named = named_answers(self._settings.reference)
            verdict = replace(verdict, hint=settle(question, *named))
        verdict = self._forwards.settled(question, verdict)
        self._notes.take(question, small, verdict)
        self.results.append(self._result(question, verdict))
        if self._settings.on_result:
            self._settings.on_result(self.results[-1], self._total)

    def _result(self, question: Question, verdict: Verdict) -> Result:
        again, name = self._settings.again or run_again, self._implementation.name
        return Result(
            case=question.case,
            pass_name=question.pass_name,
            function=question.function,
            implementation=name,
            verdict=verdict,
            again=again(question.case, question.pass_name, name),
            called=self._titles(question.function),
        )

    def ask_again(self) -> None:
        """Tell what is wrong only because another function is, and judge the rest by itself."""
        believed = self._settings.reference
        asked = partial(open_reference, believed) if isinstance(believed, str) else believed
        again = asked_again(self.results, self._implementation, asked)
        anew = [(self.results[place].function, self.results[place].case) for place in again]
        for name in dict.fromkeys(function for function, _ in anew):
            self._notes.ask_anew(name, [case for function, case in anew if function == name])
        for place, (verdict, answers) in again.items():
            result = self.results[place] = replace(self.results[place], verdict=verdict)
            self._notes.take(Question(result.case, result.pass_name), answers, verdict)

    def diagnose(self) -> str:
        """Name the bugs of what failed; return what ended it early."""
        try:
            self.ask_again()
            self._notes.diagnose(self._settings.shrink_seconds, self.diagnoses, self.troubles)
        except StopRun as stop:
            return stop.reason
        return ""


def run_again(
    case: Case, pass_name: str, implementation: str, *, options: Options | None = None
) -> str:
    """Write the command line that repeats one pass of one case of a file."""
    words = ["cnncheck", "run", case.file, "--case", case.label, "--pass", pass_name]
    if implementation != "builtin":
        words += ["--impl", implementation]
    return shlex.join([*words, *(options.words() if options else ())])
