"""Fuzzing an implementation: drawn problems, the judgement of a run, and a report as of a run."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice, takewhile
from typing import TYPE_CHECKING, get_args

from cnncheck.api import open_reference
from cnncheck.api.diagnosing import Notes, keeping_small
from cnncheck.api.refusing import settled
from cnncheck.api.saying import dialect_of
from cnncheck.asking import Question, ask_all, questions
from cnncheck.compare import judge
from cnncheck.dialects import LAYERS
from cnncheck.errors import CnncheckError, StopRun
from cnncheck.fuzzing.fuzz_settings import NO_FAILURE, Fuzzed, FuzzSettings
from cnncheck.fuzzing.searching import Stop
from cnncheck.fuzzing.strategies import FILLS, LAYOUTS, cases_of
from cnncheck.fuzzing.together import search_together
from cnncheck.implementations.base import notes_of
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Dtype
from cnncheck.outcomes import Outcome
from cnncheck.report.environment import environment
from cnncheck.report.report import Report, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cnncheck.asking import Answers
    from cnncheck.compare.verdict import Verdict
    from cnncheck.diagnose.diagnosis import Diagnosis
    from cnncheck.implementations.base import Implementation
    from cnncheck.operators.case import Case

    Again = Callable[[Case, str, str], str]


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
            search_together(drawn, self.kinds, examples=examples, seed=self.settings.seed)
        if self.trouble is not None:
            raise self.trouble

    def kinds(self, cases: Sequence[Case]) -> Iterator[list[str]]:
        """Judge cases and yield of each the kinds of its failures, in the order of the passes.

        Raises
        ------
        Stop
            When there is no more time, or nothing to be asked of a case.
        """
        left = list(cases)
        while left:
            asked = list(takewhile(lambda each: each.passes, map(self._wanted, left)))
            if not asked or self._is_late():
                raise Stop
            done_with = len(self.done_with)
            for results in self._asked(asked):
                del left[0]
                yield self._taken(results)
                if left and self._is_late():
                    raise Stop
                if len(self.done_with) > done_with:  # it is not asked of the others
                    break

    def _is_late(self) -> bool:
        self.in_time = self.in_time and time.perf_counter() <= self.deadline
        return not self.in_time

    def _wanted(self, case: Case) -> Case:
        """Return a case with those of its passes that are asked."""
        functions = OPERATORS[case.operator].functions
        passes = tuple(
            name
            for name in case.passes
            if name in self.passes and functions[name] not in self.done_with
        )
        return replace(case, passes=passes)

    def _taken(self, results: Sequence[Result]) -> list[str]:
        """Take note of a case's results, and return the kinds of its failures."""
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

    def _asked(self, cases: Sequence[Case]) -> Iterator[list[Result]]:
        """Ask about cases, and yield the results of each."""
        believed = self.settings.reference
        reference = partial(open_reference, believed) if isinstance(believed, str) else believed
        asking = ask_all(questions(cases), self.implementation, reference)
        try:
            for case in cases:
                yield [self._judged(*each) for each in islice(asking, len(case.passes))]
        except CnncheckError as error:
            # An ordinary exception would be a failing test to hypothesis.
            self.trouble = error
            raise Stop from error

    def _judged(self, question: Question, answers: Iterator[Answers]) -> Result:
        small: list[Answers] = []
        verdict = judge(question.case, keeping_small(answers, small))
        self.notes.take(question, small, verdict)
        self.questions += 1
        return self._result(question, verdict)

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


def _effort(case: Case) -> tuple[int, ...]:
    """Return what it takes to follow a case: sizes first, then what is out of the ordinary."""
    operator = OPERATORS[case.operator]
    return (
        operator.memory(case),
        sum(axis.stride + axis.before for axis in operator.windows(case).axes),
        FILLS.index(case.fill),
        get_args(Dtype).index(case.dtype),
        LAYOUTS.index(case.layout),
        case.unbatched,
        case.seed,
    )
