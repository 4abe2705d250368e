"""Fuzzing an implementation: drawn problems, the judgement of a run, and a report as of a run."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, get_args

from cnncheck.api import open_reference
from cnncheck.api.diagnosing import Notes, keeping_small
from cnncheck.api.refusing import settled
from cnncheck.api.saying import dialect_of
from cnncheck.asking import Question, ask_all, questions
from cnncheck.compare import judge
from cnncheck.dialects import LAYERS
from cnncheck.errors import CnncheckError, StopRun
from cnncheck.fuzzing.searching import Stop, search
from cnncheck.fuzzing.strategies import FILLS, LAYOUTS, cases_of
from cnncheck.implementations.base import notes_of
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Dtype
from cnncheck.outcomes import Outcome
from cnncheck.report.environment import environment
from cnncheck.report.report import Report, Result

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.asking import Answers
    from cnncheck.compare.verdict import Verdict
    from cnncheck.diagnose.diagnosis import Diagnosis
    from cnncheck.implementations.base import Implementation
    from cnncheck.operators.case import Algorithm, Case
    from cnncheck.references import AsksAhead

    Again = Callable[[Case, str, str], str]

NO_FAILURE = frozenset({Outcome.PASSED, Outcome.UNTRUSTED})
"""A drawn problem may be unfit to tell right from wrong; that is nobody's failure."""


@dataclass(frozen=True, slots=True)
class FuzzSettings:
    """Settings of a fuzzing run.

    Attributes
    ----------
    operators : tuple of str
        Which are asked, one after the other.
    passes : tuple of str
        Only these passes; all where there are none.
    dtypes : tuple of str
        Only these dtypes; all where there are none.
    algorithm : str, optional
        How the code computes convolutions: by its tolerance the cases are judged.
    examples : int
        Cases to draw, shared among the operators.
    seed : int
        The same seed draws the same cases.
    seconds : float
        When to stop drawing and shrinking, for all operators together.
    reference : {"torch", "definition"} or AsksAhead
        The reference to believe.
    shrink_seconds : float
        How long to make the values of a failure plain, once its shapes are.
    on_result : callable, optional
        Called with a result of each drawn case, and with how many cases there will be.
    excused : frozenset of Outcome
        What besides a pass does not fail the run; see `Options.excused`.
    """

    operators: tuple[str, ...] = tuple(OPERATORS)
    passes: tuple[str, ...] = ()
    dtypes: tuple[Dtype, ...] = ()
    algorithm: Algorithm | None = None
    examples: int = 1000
    seed: int = 0
    seconds: float = 60.0
    reference: str | AsksAhead = "torch"
    shrink_seconds: float = 5.0
    on_result: Callable[[Result, int], None] | None = None
    excused: frozenset[Outcome] = frozenset({Outcome.NOT_ASKED})


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """Result of a fuzzing run.

    Attributes
    ----------
    report : Report
        Everything that passed; or, if anything failed, the smallest case of each kind of failure
        of each function.
    examples : int
        Cases that were drawn, without those of shrinking.
    questions : int
        Passes of cases that were asked, with those of shrinking.
    in_time : bool
        Whether time sufficed.
    """

    report: Report
    examples: int
    questions: int
    in_time: bool

    @property
    def failing(self) -> tuple[Case, ...]:
        """The smallest failing cases, each with one pass; none for functions that are missing."""
        return tuple(
            result.case
            for result in self.report.results
            if self.report.fails(result) and result.verdict.outcome not in NO_FAILURE
        )


def fuzz(implementation: Implementation, settings: FuzzSettings, again: Again) -> Fuzzed:
    """Draw cases, judge them as a run does, and shrink what fails.

    Parameters
    ----------
    implementation : Implementation
        Stays open.
    settings : FuzzSettings
    again : callable
        Writes the command line that repeats a failure, from case, pass and implementation name.

    Raises
    ------
    ReferenceFailedError
        When the reference cannot answer.
    """
    started = time.perf_counter()
    fuzzer = _Fuzzer(implementation, settings, again, started + settings.seconds)
    share, rest = divmod(settings.examples, len(settings.operators))
    stopped = ""
    diagnoses: list[Diagnosis] = []
    troubles: list[str] = []
    try:
        for index, operator in enumerate(settings.operators):
            fuzzer.search(operator, share + (index < rest))
        if fuzzer.smallest:
            fuzzer.notes.diagnose(settings.shrink_seconds, diagnoses, troubles)
    except StopRun as stop:
        stopped = stop.reason
    report = Report(
        results=fuzzer.told(),
        implementations=((implementation.name, implementation.isolation),),
        environment=environment(),
        paths=(),
        stopped=stopped,
        diagnoses=tuple(diagnoses),
        notes=(*notes_of(implementation), *troubles),
        excused=settings.excused,
        reference=settings.reference if isinstance(settings.reference, str) else "torch",
        seconds=time.perf_counter() - started,
    )
    return Fuzzed(report, fuzzer.examples, fuzzer.questions, fuzzer.in_time)


@dataclass(slots=True)
class _Fuzzer:
    """Judges what hypothesis draws, and keeps the smallest failure of each kind."""

    implementation: Implementation
    settings: FuzzSettings
    again: Again
    deadline: float
    notes: Notes = field(init=False)
    passed: list[Result] = field(default_factory=list)
    smallest: dict[str, Result] = field(default_factory=dict)
    passes: tuple[str, ...] = ()
    supported: set[str] = field(default_factory=set)
    failing: set[str] = field(default_factory=set)
    in_front: set[str] = field(default_factory=set)
    done_with: set[str] = field(default_factory=set)
    examples: int = 0
    questions: int = 0
    in_time: bool = True
    shrinking: bool = False
    trouble: CnncheckError | None = None

    def __post_init__(self) -> None:
        self.notes = Notes(self.implementation)

    def search(self, operator: str, examples: int) -> None:
        """Search an operator, then each pass again whose failures another's stood in front of."""
        functions = OPERATORS[operator].functions
        self.shrinking = False
        self._round(operator, self.settings.passes or tuple(functions), examples)
        behind = self.failing - self.in_front - self.done_with
        for name, function in functions.items():
            if function in behind:
                self._round(operator, (name,), examples)

    def _round(self, operator: str, passes: tuple[str, ...], examples: int) -> None:
        self.passes = passes
        if examples and self.in_time:
            dialect = getattr(self.implementation, "dialect", LAYERS)
            drawn = cases_of(operator, self.settings.dtypes, self.settings.algorithm, dialect)
            search(drawn, self.kinds, examples=examples, seed=self.settings.seed)
        if self.trouble is not None:
            raise self.trouble

    def kinds(self, case: Case) -> list[str]:
        """Judge a case and return the kinds of its failures, in the order of the passes."""
        if time.perf_counter() > self.deadline:
            self.in_time = False
            raise Stop
        functions = OPERATORS[case.operator].functions
        passes = tuple(
            name
            for name in case.passes
            if name in self.passes and functions[name] not in self.done_with
        )
        if not passes:
            raise Stop
        case = replace(case, passes=passes)
        results = self._asked(case)
        if not self.shrinking:
            self.examples += 1
            if self.settings.on_result:
                self.settings.on_result(results[-1], self.settings.examples)
        found = [result for result in results if self._to_be_shrunk(result)]
        self.failing |= {result.function for result in found}
        self.in_front |= {result.function for result in found[:1]}
        self.shrinking = self.shrinking or bool(found)
        return [_kind(result) for result in found]

    def told(self) -> tuple[Result, ...]:
        """Return what failed, smallest of its kind each; and what passed where nothing did."""
        kinds = tuple(settled([*self.smallest.values()], self.supported))
        failed = any(each.verdict.outcome not in self.settings.excused for each in kinds)
        return kinds if failed else (*kinds, *self.passed)

    def _to_be_shrunk(self, result: Result) -> bool:
        """Remember a result; return whether it is a failure that is worth asking again."""
        outcome = result.verdict.outcome
        if outcome.passed:
            self.supported.add(result.function)
        if outcome in NO_FAILURE:
            if outcome.passed and not self.failing:
                self.passed.append(result)
            return False
        known = self.smallest.get(_kind(result))
        if known is None or _effort(result.case) < _effort(known.case):
            self.smallest[_kind(result)] = result
        # after these a function is not asked again: it would take long, or come to the same
        once_is_enough = outcome.ends_the_asking or outcome.blames_the_tool
        if once_is_enough:
            self.done_with.add(result.function)
        return not once_is_enough and outcome is not Outcome.UNSUPPORTED

    def _asked(self, case: Case) -> list[Result]:
        believed = self.settings.reference
        reference = partial(open_reference, believed) if isinstance(believed, str) else believed
        results = []
        try:
            for question, answers in ask_all(questions([case]), self.implementation, reference):
                small: list[Answers] = []
                verdict = judge(question.case, keeping_small(answers, small))
                self.notes.take(question, small, verdict)
                results.append(self._result(question, verdict))
                self.questions += 1
        except CnncheckError as error:
            # An ordinary exception would be a failing test to hypothesis.
            self.trouble = error
            raise Stop from error
        return results

    def _result(self, question: Question, verdict: Verdict) -> Result:
        name = f"{question.case.operator}-{question.pass_name}-{verdict.outcome}"
        case = replace(question.case, name=name, passes=(question.pass_name,))
        return Result(
            case=case,
            pass_name=question.pass_name,
            function=question.function,
            implementation=self.implementation.name,
            verdict=verdict,
            again=self.again(case, question.pass_name, self.implementation.name),
            called=dialect_of(self.implementation).title(question.function),
        )


def _kind(result: Result) -> str:
    return f"{result.function} {result.verdict.outcome}"


def _effort(case: Case) -> tuple[int, int, int, int, int, int]:
    """Return what it takes to follow a case: sizes first, then what is out of the ordinary."""
    operator = OPERATORS[case.operator]
    return (
        operator.memory(case),
        sum(axis.stride + axis.before for axis in operator.windows(case).axes),
        FILLS.index(case.fill),
        get_args(Dtype).index(case.dtype),
        LAYOUTS.index(case.layout),
        case.seed,
    )
