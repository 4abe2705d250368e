"""The questions that every submission is asked, with problems and right answers made once."""

from __future__ import annotations

import functools
import hashlib
import pickle
import threading
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.api import open_reference
from cnncheck.api.saying import sayable
from cnncheck.asking import Answers, questions, visible_first
from cnncheck.calls import Reply
from cnncheck.compare import judge
from cnncheck.dialects import NOTEBOOK
from cnncheck.errors import CaseFileError, CnncheckError, UsageError
from cnncheck.grading.spoken import Spoken
from cnncheck.references.opinion import has_second_opinion, second_opinion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cnncheck.asking import Question
    from cnncheck.compare import Verdict
    from cnncheck.dialects import Dialect
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Problem
    from cnncheck.references import Reference
    from cnncheck.references.truth import Truth

KEPT_BYTES = 512 << 20
"""Bytes of problems and answers that are kept for the next submission."""

MOST_DIALECTS = 16
"""Dialects, as code speaks them, of which is kept what is the same for all who do."""

Sheet = tuple["Problem", "Truth"]
"""A problem and its right answer."""


class Exam:
    """Questions, each drawn and answered once however many submissions are asked.

    What came first is kept until `kept` bytes are full, and the rest is made anew each time:
    every submission goes through all questions in the same order, so that throwing out the
    oldest would throw out exactly what is needed next.

    Parameters
    ----------
    cases : sequence of Case
    reference : callable, optional
        Makes the reference when the first answer is needed; PyTorch by default.
    kept : int
        Bytes of problems and answers that are kept.
    whole : bool
        Whether all of it is expected of everybody, and not only the layers that a submission has
        functions of.

    Notes
    -----
    May be used from several threads; one of them computes at a time.
    """

    def __init__(
        self,
        cases: Sequence[Case],
        reference: Callable[[], Reference] = lambda: open_reference("torch"),
        kept: int = KEPT_BYTES,
        *,
        whole: bool = True,
    ) -> None:
        self.whole = whole
        self.cases = tuple(cases)
        self.questions = tuple(visible_first(questions(self.cases)))
        self._make_reference = reference
        self._reference: Reference | None = None
        self._lock = threading.Lock()
        self._sheets: dict[tuple[str, str, str], tuple[Sheet, ...]] = {}
        self._room = kept
        self._spoken: deque[Spoken] = deque(maxlen=MOST_DIALECTS)

    @property
    def digest(self) -> str:
        """SHA-256 of everything that the cases say, but not of where in their files."""
        total = hashlib.sha256(b"" if self.whole else b"what is written")
        for case in self.cases:
            total.update(repr(replace(case, where=None)).encode())
        return total.hexdigest()

    def sheets(self, question: Question, dialect: Dialect = NOTEBOOK) -> tuple[Sheet, ...]:
        """Return the problems of a question with their answers, one for each draw.

        Raises
        ------
        ReferenceFailedError
        """
        with self._lock:
            key = (*_key(question), dialect.name)
            known = self._sheets.get(key)
            if known is None:
                reference = self._opened()
                known = tuple((each, reference.answer(each)) for each in question.problems(dialect))
                self._keep(key, known)
            return known

    def spoken(self, dialect: Dialect) -> Spoken:
        """Return the exam as it is put in a dialect."""
        with self._lock:
            known = next((each for each in self._spoken if each.dialect is dialect), None)
            if known is None:
                asked, unsaid = sayable(self.questions, dialect, whole=True)
                known = Spoken(dialect, tuple(asked), unsaid)
                self._spoken.append(known)
            return known

    def check(self) -> None:
        """Let the reference sit the exam itself: a case that it fails can decide nothing.

        Raises
        ------
        UsageError
            When there are no points to earn.
        CaseFileError
            With every case that is untrusted or disputed.
        ReferenceFailedError
        """
        if not any(case.points for case in self.cases):
            raise UsageError(
                "the cases give no points, so there is nothing to grade",
                "give at least one of them points above 0",
            )
        doubts: list[CnncheckError] = []
        for question in self.questions:
            verdict = judge(question.case, _sitting(self.sheets(question)))
            if not verdict.outcome.passed:
                doubts.append(_doubt(question, verdict))
        if doubts:
            raise CaseFileError(doubts)

    def believe(self, make_reference: Callable[[], Reference]) -> None:
        """Ask another reference from now on, made when the first answer is needed."""
        with self._lock:
            self._make_reference, self._reference = make_reference, None

    def open(self) -> None:
        """Make the reference now: one in a process of its own gets ready meanwhile."""
        with self._lock:
            self._opened()

    def _opened(self) -> Reference:
        self._reference = self._reference or self._make_reference()
        return self._reference

    def _keep(self, key: tuple[str, str, str], sheets: tuple[Sheet, ...]) -> None:
        size = sum(_size(sheet) for sheet in sheets)
        if size <= self._room and key not in self._sheets:
            self._room -= size
            self._sheets[key] = sheets


def _sitting(sheets: Iterable[Sheet]) -> Iterator[Answers]:
    """Yield the right answers as a candidate gives them: in the problem's own dtype."""
    for draw, (problem, truth) in enumerate(sheets):
        sure = draw == 0 and has_second_opinion(problem)
        reply = Reply(truth.value.astype(problem.result_dtype))
        yield Answers(problem, reply, truth, second_opinion(problem) if sure else None)


def pack(cases: Sequence[Case], *, whole: bool = True) -> bytes:
    """Return cases, and whether all are expected of everybody, as bytes that travel with each task."""
    return pickle.dumps((tuple(cases), whole))


_opening = threading.Lock()


def exam_of(packed: bytes) -> Exam:
    """Return the exam of packed cases: one and the same in all of a process."""
    with _opening:
        return _exam_of(packed)


@functools.lru_cache(maxsize=2)
def _exam_of(packed: bytes) -> Exam:
    # Made by `pack` in cnncheck itself; no submission's bytes come here.
    cases, whole = pickle.loads(packed)
    return Exam(cases, whole=whole)


def _key(question: Question) -> tuple[str, str]:
    return question.case.id, question.pass_name


def _size(sheet: Sheet) -> int:
    problem, truth = sheet
    answer = truth.value.nbytes + (0 if truth.magnitude is None else truth.magnitude.nbytes)
    return problem.nbytes + answer


def _doubt(question: Question, verdict: Verdict) -> CnncheckError:
    case = question.case
    # Where this is printed, people whose work is graded may read it.
    why = f": {verdict.message}" if not case.hidden else ""
    return CnncheckError(
        f"{case.name} {question.pass_name} cannot be graded, it is {verdict.outcome.value}{why}",
        verdict.hint if why else "make it visible and run it to see why",
        case.where,
    )
