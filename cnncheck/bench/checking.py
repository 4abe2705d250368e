"""Results are checked before anything is timed: how fast a wrong answer is interests nobody."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cnncheck.asking.answers import Answers
from cnncheck.compare import judge
from cnncheck.compare.sums import sums_text
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.asking import Question
    from cnncheck.asking.believed import Believed
    from cnncheck.bench.side import Side
    from cnncheck.calls import Reply
    from cnncheck.compare.verdict import Verdict
    from cnncheck.operators.thinning import Thinned
    from cnncheck.references import Truth


class Checked:
    """The problems of one question with their truths, to which sides are held.

    Parameters
    ----------
    question : Question
    believed : Believed

    Notes
    -----
    Each side is asked both draws of the case, the first one last: that is the one it keeps and is
    timed on, so one that repeats its previous answer is found out.
    """

    def __init__(self, question: Question, believed: Believed) -> None:
        self._question, self._believed = question, believed
        self._problems = list(question.problems())
        self._promises = [believed.promise(problem, first=False) for problem in self._problems]
        self.problem = self._problems[0]

    def verdict(self, side: Side) -> Verdict | None:
        """Ask a side and judge its answers; ``None`` where it does not have the pass.

        Raises
        ------
        ReferenceFailedError
        """
        replies = [side.prepare(problem) for problem in reversed(self._problems)][::-1]
        if replies[0].outcome is Outcome.NOT_ASKED:
            return None
        return self.judged(replies)

    @cached_property
    def _sums(self) -> tuple[Truth, Thinned | None]:
        """What random sums come to, with factors of their own; of what has none the truth."""
        promises = self._believed.of_sums(self.problem) or self._promises[0]
        return promises.answer.result(), promises.thinned

    @property
    def sums(self) -> str:
        """What `by_sums` adds up; empty where it compares elements."""
        thinned = self._sums[1]
        return "" if thinned is None else sums_text(thinned)

    def by_sums(self, reply: Reply) -> Verdict:
        """Judge an answer to the draw that is timed by random sums of it, where there are any."""
        truth, thinned = self._sums
        return judge(
            self._question.case, [Answers(self.problem, reply, truth, thinned=thinned)], brief=True
        )

    def judged(self, replies: Sequence[Reply]) -> Verdict:
        """Judge answers to the draws, in order; there may be fewer answers than draws."""
        answers = [
            Answers(problem, reply, promises.answer.result(), thinned=promises.thinned)
            for problem, reply, promises in zip(
                self._problems, replies, self._promises, strict=False
            )
        ]
        return judge(self._question.case, answers)
