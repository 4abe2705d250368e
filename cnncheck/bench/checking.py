"""Results are checked before anything is timed: how fast a wrong answer is interests nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.asking.answers import Answers
from cnncheck.compare import judge
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.asking import Question
    from cnncheck.bench.side import Side
    from cnncheck.calls import Reply
    from cnncheck.compare.verdict import Verdict
    from cnncheck.references import AsksAhead, Truth


class Checked:
    """The problems of one question with their truths, to which sides are held.

    Parameters
    ----------
    question : Question
    reference : AsksAhead

    Notes
    -----
    Each side is asked both draws of the case, the first one last: that is the one it keeps and is
    timed on, so one that repeats its previous answer is found out.
    """

    def __init__(self, question: Question, reference: AsksAhead) -> None:
        self._question = question
        self._problems = list(question.problems())
        self._promises = [reference.submit(problem, "answer") for problem in self._problems]
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

    def judged(self, replies: Sequence[Reply]) -> Verdict:
        """Judge answers to the draws, in order; there may be fewer answers than draws."""
        truths: list[Truth] = [promise.result() for promise in self._promises]
        answers = [
            Answers(problem, reply, truth)
            for problem, reply, truth in zip(self._problems, replies, truths, strict=False)
        ]
        return judge(self._question.case, answers)
