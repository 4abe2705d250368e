"""Questions that decide under which condition something fails.

Cases of a set have much in common: what holds for all that failed holds by chance, mostly. So a
condition is put to the test before it is told, where it does not hold above all.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from cnncheck.diagnose.questions.along_axes import turned
from cnncheck.diagnose.questions.conditions import CONDITIONS, is_sayable
from cnncheck.diagnose.questions.counterparts import counterparts
from cnncheck.diagnose.questions.further import asked_of
from cnncheck.diagnose.questions.scattering import all_different, scattered
from cnncheck.diagnose.small_problems.small import candidate_of, problems_of, written

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.diagnose.questions.conditions import Condition
    from cnncheck.operators.problem import Problem

    Ask = Callable[[Problem], Reply]

SCATTERED = 150
"""Problems among which such are looked for that tell conditions apart."""

QUESTIONS = {"some": 12, "none": 8, "all": 4}
"""How many are asked of those where some of the conditions hold, none does, or all do."""

INSIDE, OUTSIDE = 6, 12
"""How many are asked on both sides of a condition before it is told."""

MOST_INSIDE = 24
"""How many are asked where it holds, at most, until one of them fails."""

FEWEST = 5
"""Right answers outside of a condition without which nothing speaks for it."""

LEAST = 3
"""Of these, at least, were asked for the condition's sake: cases have too much in common."""

CONFIRMING = 10
"""Questions in which an explanation shows, and of which it has to explain every answer."""


def confirmed(
    problem: Problem,
    ask: Ask,
    shows: Callable[[Problem], bool],
    agrees: Callable[[Observation], bool],
    least: int = 0,
) -> bool:
    """Whether an explanation of several parts holds for questions that it was not made for.

    Parameters
    ----------
    problem : Problem
        Of the pass.
    ask : callable
    shows : callable
        Whether the explanation comes to something wrong in a problem.
    agrees : callable
        Whether it comes to an answer. Calls that come back with nothing tell nothing.
    least : int, optional
        How many answers are needed.
    """
    telling = filter(shows, all_different(problem, SCATTERED))
    seen = [asked_of(each, ask) for each in islice(telling, CONFIRMING)]
    came_back = [each for each in seen if each.reply.value is not None]
    return len(came_back) >= least and all(map(agrees, came_back))


def holding(seen: Sequence[Observation]) -> list[Condition]:
    """Return the conditions that hold wherever something failed."""
    failing = [each for each in seen if not each.passed]
    return [
        condition
        for condition in CONDITIONS
        if all(
            condition.holds(each.problem) and is_sayable(condition, each.problem)
            for each in failing
        )
    ]


def put_to_the_test(
    conditions: Collection[Condition],
    problem: Problem,
    ask: Ask,
    shows: Callable[[Problem], bool] = lambda _: True,
) -> Iterator[Observation]:
    """Yield what comes of questions that decide between conditions, while one of them is left.

    Parameters
    ----------
    conditions : collection of Condition
        Which hold wherever something failed so far.
    problem : Problem
        Of the pass.
    ask : callable
        Puts a problem to the implementation.
    shows : callable, optional
        Says of which problems it would tell something that they are answered rightly.
    """
    left, questions = list(conditions), dict(QUESTIONS)
    for each in scattered(problem, SCATTERED):
        if not left or not any(questions.values()):
            return
        holds = [condition.holds(each) for condition in left]
        kind = "all" if all(holds) else "some" if any(holds) else "none"
        if questions[kind] and shows(each):
            seen = asked_of(each, ask)
            if not seen.reply.outcome.tells_of_the_sums:
                continue  # the code's dialect has no words for it
            questions[kind] -= 1
            if not seen.passed:
                left = [condition for condition in left if condition.holds(each)]
            yield seen


@dataclass(frozen=True, slots=True)
class Sides:
    """What came of questions on both sides of a condition.

    Attributes
    ----------
    inside, outside : list of Observation
        Where it holds, and where it does not.
    """

    inside: list[Observation]
    outside: list[Observation]

    @property
    def refuted(self) -> bool:
        """Whether something fails where the condition does not hold."""
        return not all(each.passed for each in self.outside)

    @property
    def shown(self) -> bool:
        """Whether something fails where the condition holds."""
        return not all(each.passed for each in self.inside)

    @property
    def wanted(self) -> int:
        """How many answers inside are wanted."""
        return INSIDE if self.shown else MOST_INSIDE

    def supported(self, known: int) -> bool:
        """Whether enough is right outside, and something is wrong inside, where that can be asked.

        Parameters
        ----------
        known : int
            How many answers outside were known to be right before.
        """
        shown = self.shown or not self.inside
        asked = len(self.outside)
        return shown and not self.refuted and asked >= LEAST and known + asked >= FEWEST


def _as_usual(problem: Problem) -> Problem:
    """Return the same sizes and values with N, in float64, stored one behind the other."""
    return next(problems_of(written(candidate_of(problem))))


def on_both_sides(
    condition: Condition,
    problem: Problem,
    ask: Ask,
    shows: Callable[[Problem], bool] = lambda _: True,
    failing: Sequence[Problem] = (),
) -> Sides:
    """Ask where a condition holds and where it does not, which is no chance any more.

    With the options of what failed, if that can be: what is right without them says nothing of a
    condition that is about something else.

    Parameters
    ----------
    condition : Condition
    problem : Problem
        Of the pass, with the options of what failed.
    ask : callable
        Puts a problem to the implementation.
    shows : callable, optional
        Says of which problems it would tell something that they are answered rightly.
    failing : sequence of Problem, optional
        All that failed. Where what is like one of them but for the condition fails, too, that is
        another bug, or the same without it.
    """
    sides = Sides([], [])
    failed = [problem, *failing]
    near = [
        *turned(failed, lambda each: not condition.holds(each)),
        *counterparts(failed, lambda each: not condition.holds(each)),
    ]
    count = SCATTERED + 1  # others than those that were asked before
    questions = [*scattered(problem, count, alike=True)]
    if all(map(condition.holds, questions)) or not condition.holds(_as_usual(problem)):
        questions = [*scattered(problem, count)]
    for each in (*near, *questions):
        holds = condition.holds(each)
        outside = OUTSIDE + len(near)
        its, most = (sides.inside, sides.wanted) if holds else (sides.outside, outside)
        if len(its) < most and shows(each):
            seen = asked_of(each, ask)
            if seen.reply.outcome.tells_of_the_sums:
                its.append(seen)
    return sides
