"""One submission sits the exam: some questions are put, then its answers are heard and judged."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.asking import Answers
from cnncheck.compare import judge
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnncheck.asking import Question
    from cnncheck.calls import Reply
    from cnncheck.compare.verdict import Verdict
    from cnncheck.grading.exam import Exam
    from cnncheck.grading.hurry import Timed
    from cnncheck.grading.spoken import Spoken
    from cnncheck.implementations.base import Promised
    from cnncheck.operators.problem import Problem
    from cnncheck.references.truth import Truth

_DECIDED = frozenset({Outcome.TIMEOUT, Outcome.NOT_ASKED})
"""Outcomes of a draw after which the next decides nothing: patience, and time, are for other cases."""


_ABSENT = b"absent"
"""What is said where there is no such function, in whose words ever."""


@dataclass(slots=True, eq=False)
class _Asked:
    question: Question
    answers: list[Answers] = field(default_factory=list)
    over: bool = False

    def take(self, problem: Problem, truth: Truth, reply: Reply) -> None:
        self.answers.append(Answers(problem, reply, truth))
        self.over = reply.outcome in _DECIDED


_Owed = tuple[_Asked, "Problem", "Truth", "Promised"]


class Sitting:
    """Answers of one implementation, as they are put and judged.

    Parameters
    ----------
    exam : Exam
    implementation : Timed
    spoken : Spoken
        The exam in its dialect.
    """

    def __init__(self, exam: Exam, implementation: Timed, spoken: Spoken) -> None:
        self._exam, self._implementation, self._spoken = exam, implementation, spoken
        self._dialect = spoken.dialect

    def answers(self, questions: Sequence[Question]) -> Iterator[tuple[Question, list[Answers]]]:
        """Put questions and yield each with its answers, one for each draw, up to one that decides it."""
        asked: list[_Asked] = []
        owed: deque[_Owed] = deque()
        for question in questions:
            asked.append(_Asked(question))
            self._put(asked[-1], owed)
        while owed:
            _hear(owed)
        for each in asked:
            self._implementation.note(each.answers)
            yield each.question, each.answers

    def _put(self, asked: _Asked, owed: deque[_Owed]) -> None:
        forbidden = asked.question.forbidden(self._dialect)
        for problem, truth in self._exam.sheets(asked.question, self._dialect):
            while (promised := self._implementation.ask_ahead(problem, forbidden)) is None and owed:
                _hear(owed)
            if asked.over:
                if promised is not None:
                    promised.drop()
                return
            if promised is not None:
                owed.append((asked, problem, truth, promised))
                continue
            asked.take(problem, truth, self._implementation.ask(problem, forbidden))
            if asked.over:
                return

    def verdict(self, question: Question, answers: Sequence[Answers]) -> Verdict:
        """Judge answers, which others perhaps gave before."""
        said = _said(answers)
        known = self._spoken.judged(question, said)
        if known is None:
            known = judge(question.case, answers, brief=True)
            self._spoken.keep(question, said, known)
        elif said == _ABSENT:
            reply = answers[0].reply
            known = replace(known, message=reply.message, hint=reply.hint, log=reply.log)
        return known


def _hear(owed: deque[_Owed]) -> None:
    """Wait for the oldest reply that is owed."""
    asked, problem, truth, promised = owed.popleft()
    if asked.over:
        promised.drop()
    else:
        asked.take(problem, truth, promised.result())


def _said(answers: Sequence[Answers]) -> bytes | None:
    """Return what tells answers apart that are worth a verdict each; ``None`` where words are told."""
    if answers[0].reply.outcome is Outcome.NOT_ASKED:
        return _ABSENT
    told = blake2b(digest_size=32)
    for each in answers:
        reply = each.reply
        value = reply.value
        if value is None or reply.log or reply.evidence or not reply.outcome.passed:
            return None
        told.update(
            repr((value.shape, value.dtype.str, reply.words, reply.called, reply.order)).encode()
        )
        told.update(np.ascontiguousarray(value).data)
    return told.digest()
