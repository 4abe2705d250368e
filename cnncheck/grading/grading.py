"""One submission through all questions: a plain function of plain values, for any executor."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from cnncheck.api.diagnosing import Notes
from cnncheck.api.forwards import Forwards
from cnncheck.api.refusing import limitations, settled
from cnncheck.api.saying import choice_of, of_what_is_written, unsaid_text
from cnncheck.asking import Answers
from cnncheck.calls import Reply
from cnncheck.compare import judge
from cnncheck.dialects import NOTEBOOK
from cnncheck.grading.exam import exam_of
from cnncheck.grading.hurry import SlowError, Timed, in_a_hurry
from cnncheck.grading.marks import Cause, Graded
from cnncheck.grading.scores import scores
from cnncheck.grading.sitting import Sitting
from cnncheck.grading.turns import fair_turns
from cnncheck.implementations.base import notes_of
from cnncheck.implementations.opening import open_implementation
from cnncheck.implementations.speaking import Speaking
from cnncheck.outcomes import Outcome
from cnncheck.report.failures import diagnosis_lines
from cnncheck.report.hidden import redacted_result
from cnncheck.report.report import Result
from cnncheck.sandbox.folders import temporary_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cnncheck.asking import Question
    from cnncheck.compare.verdict import Verdict
    from cnncheck.diagnose.diagnosis import Diagnosis
    from cnncheck.dialects import Dialect
    from cnncheck.grading.content import Content
    from cnncheck.grading.exam import Exam
    from cnncheck.implementations.base import Implementation
    from cnncheck.options import Options

SHRINK_SECONDS = 1.0
"""How long to look for the smallest problems that fail alike, for one submission altogether."""


@dataclass(frozen=True, slots=True)
class Task:
    """All that grading one submission takes; nothing is read from a file system.

    Attributes
    ----------
    name, place : str
        As in `Graded`.
    content : Content
    cases : bytes
        As `exam.pack` makes them.
    options : Options
    hurry : float, optional
        Seconds after which to give up for now, or at the first call that takes `hurry.HURRY`.
    """

    name: str
    place: str
    content: Content = field(repr=False)
    cases: bytes = field(repr=False)  # a cluster logs what it was given when a task fails
    options: Options
    hurry: float | None = None


class Watch:
    """Lets a thread end the grading that other threads are in the middle of."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: set[Implementation] = set()
        self.stopped = False

    def add(self, implementation: Implementation) -> None:
        """Remember an implementation while it is asked."""
        with self._lock:
            self._open.add(implementation)

    def remove(self, implementation: Implementation) -> None:
        """Forget one."""
        with self._lock:
            self._open.discard(implementation)

    def stop(self) -> None:
        """End every worker process now, so that nobody waits for its time limit."""
        self.stopped = True
        with self._lock:
            waiting = list(self._open)
        for implementation in waiting:
            implementation.close()


class StoppedError(Exception):
    """Grading was interrupted; the submission has no result."""


def grade_one(task: Task, watch: Watch | None = None) -> Graded:
    """Grade a submission.

    Parameters
    ----------
    task : Task
    watch : Watch, optional
        Of the process that may interrupt this; does not travel.

    Returns
    -------
    Graded
        Nothing in it shows an input or an expected value of a hidden case.

    Raises
    ------
    UsageError
        When a required jail cannot be had.
    ReferenceFailedError
    SlowError
        When the task is hurried and takes its time.
    StoppedError
        After `Watch.stop`.
    """
    started = time.perf_counter()
    exam = exam_of(task.cases)
    isolation, causes, notes, dialect = "", list[Cause](), list[str](), ""
    if task.content.fault:
        reply = Reply(None, Outcome.LOAD_ERROR, task.content.fault)
        results = [
            _result(each, judge(each.case, _answers(exam, each, reply), brief=True), task.name)
            for each in exam.questions
        ]
    else:
        results, causes, isolation, notes, dialect = _ask(task, exam, watch or Watch())
    return Graded(
        name=task.name,
        place=task.place,
        digest=task.content.digest,
        scores=scores(results, exam.cases),
        isolation=isolation,
        seconds=round(time.perf_counter() - started, 1),  # more could tell what is hidden
        failure=_tool_failure(results),
        causes=tuple(causes),
        notes=tuple(notes),
        dialect=dialect,
    )


Asked = tuple[list[Result], list[Cause], str, list[str], str]
"""Results, their causes, the isolation, what is noted, and the dialect."""


def _ask(task: Task, exam: Exam, watch: Watch) -> Asked:
    options = in_a_hurry(task.options, task.hurry)
    with (
        temporary_folder() as folder,
        closing(open_implementation(task.content.unpack(folder), options)) as implementation,
    ):
        timed = Timed(implementation)

        def check() -> None:
            if watch.stopped:
                raise StoppedError(task.name)
            if options.hurry is not None and timed.late:
                raise SlowError(task.name)

        watch.add(implementation)
        try:
            return _examined(task.name, exam, implementation, timed, check)
        except RuntimeError:
            if watch.stopped:  # it was closed under our hands
                raise StoppedError(task.name) from None
            raise
        finally:
            watch.remove(implementation)


def _examined(
    name: str, exam: Exam, implementation: Implementation, timed: Timed, check: Callable[[], None]
) -> Asked:
    """Ask all that can be asked, and name the bugs; whether to go on is checked on the way."""
    choice = choice_of(implementation)
    dialect = choice.dialect
    spoken = exam.spoken(dialect)
    if isinstance(implementation, Speaking):
        implementation.phrases = spoken.phrases
    asked: Sequence[Question] = spoken.asked
    unsaid = spoken.unsaid
    if not (exam.whole or choice.doubt):
        asked, others = of_what_is_written(asked, implementation)
        unsaid = unsaid + others
    sitting, forwards, notes = Sitting(exam, timed, spoken), Forwards(dialect), Notes(timed)

    def heard() -> Iterator[tuple[Question, list[Answers]]]:
        if choice.doubt:
            doubt = Reply(None, Outcome.LOAD_ERROR, f"it {choice.doubt}", choice.hint)
            for question in spoken.asked:
                yield question, _answers(exam, question, doubt, dialect)
            return
        for turn in fair_turns(asked, partial(_kept_together, dialect), spoken.is_small):
            yield from sitting.answers(turn)

    results: list[Result] = []
    for question, answers in heard():
        check()
        verdict = forwards.settled(question, sitting.verdict(question, answers))
        results.append(_result(question, verdict, name))
        notes.take(question, answers, results[-1].verdict)
    causes = _causes(notes)
    check()
    results = _titled(results, dialect)
    unsaid_lines = unsaid_text(implementation.name, dialect, unsaid)
    said = [*notes_of(implementation), *unsaid_lines, *limitations(results)]
    if all(each.verdict.outcome is Outcome.NOT_ASKED for each in results):
        said += filter(None, [choice.hint])
    spoken_in = "?" if choice.doubt else dialect.name
    return results, causes, implementation.isolation, said, spoken_in


def _kept_together(dialect: Dialect, question: Question) -> str:
    """Keep a forward pass ahead of the passes that need its cache."""
    needed = dialect.runs_forward(question.case.operator, question.case.passes[-1])
    return question.case.operator if needed else question.function


def _titled(results: Sequence[Result], dialect: Dialect) -> list[Result]:
    """Return results as they are settled, with what people call their functions."""
    titles = {each: dialect.title(each) for each in {found.function for found in results}}
    return [replace(each, called=titles[each.function]) for each in settled(results)]


def _causes(notes: Notes) -> list[Cause]:
    """Name the bugs; what goes wrong in doing so costs no grade, and is told in their place."""
    found: list[Diagnosis] = []
    troubles: list[str] = []
    notes.diagnose(SHRINK_SECONDS / max(1, len(notes.failing)), found, troubles)
    named = [
        Cause(each.function, each.sentence, each.fault_ids, tuple(diagnosis_lines(each)))
        for each in found
    ]
    return named + [Cause(text.split()[0], text, lines=(text,)) for text in troubles]


def _answers(
    exam: Exam, question: Question, reply: Reply, dialect: Dialect = NOTEBOOK
) -> list[Answers]:
    """Return the same reply to a question's first draw, which decides it."""
    problem, truth = exam.sheets(question, dialect)[0]
    return [Answers(problem, reply, truth)]


def _result(question: Question, verdict: Verdict, name: str) -> Result:
    return Result(question.case, question.pass_name, question.function, name, verdict, again="")


def _tool_failure(results: Sequence[Result]) -> str:
    for result in results:
        if result.verdict.outcome.blames_the_tool:
            message = redacted_result(result).verdict.message
            return f"{result.case.file}::{result.case.name} {result.pass_name}: {message}"
    return ""
