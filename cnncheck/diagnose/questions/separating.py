"""Questions that separate faults which explain all that was seen so far, and such that refute one."""

from __future__ import annotations

from collections import Counter
from itertools import chain, islice
from typing import TYPE_CHECKING

from cnncheck.diagnose.observing.matching import agrees
from cnncheck.diagnose.questions.deciding import CONFIRMING
from cnncheck.diagnose.questions.further import asked_of
from cnncheck.diagnose.questions.scattering import all_different
from cnncheck.diagnose.small_problems.keeping import Kept
from cnncheck.faults.declaring import right
from cnncheck.faults.in_options.sides import least_said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.faults.declaring.fault import Named
    from cnncheck.operators.problem import Problem

    Ask = Callable[[Problem], Reply]

SEPARATING = 80
"""Problems among which such are looked for in which faults differ."""

RIGHT, RAISED = b"right", b"raised"
"""Stand for the bytes of the right answer, and of none."""

FEW = 3
"""Questions in which a fault raises; what comes back with nothing, too, tells little."""


def separated(found: Sequence[Named], problem: Problem, ask: Ask) -> list[Named]:
    """Return those of several faults that come to what is answered where they differ.

    The narrowest is first: it is wrong in fewest problems.

    Parameters
    ----------
    found : sequence of Named
        Which explain all that was seen so far.
    problem : Problem
        Of the pass.
    ask : callable
        Puts a problem to the implementation.
    """
    left, shown = list(found), Counter[str]()
    for each in all_different(problem, SEPARATING):
        if len(left) < 2:
            break
        came = {way.fault.id: _answer(way, each) for way in left}
        shown.update(name for name, answer in came.items() if answer != RIGHT)
        if len(set(came.values())) > 1:
            seen = asked_of(each, ask)
            left = [way for way in left if _comes_to(way, seen)] or left
    return sorted(least_said(left), key=lambda way: shown[way.fault.id])


def refuting(named: Named, problem: Problem, ask: Ask) -> Iterator[Observation]:
    """Yield answers to further questions that a fault does not come to.

    Parameters
    ----------
    named : Named
        Which explains all that was seen so far.
    problem : Problem
        Of the pass.
    ask : callable
        Puts a problem to the implementation.
    """
    different = all_different(problem, SEPARATING)
    came = Kept((each, _answer(named, each)) for each in different)
    shows = (each for each, answer in came if answer not in (RIGHT, RAISED))
    raises = (each for each, answer in came if answer == RAISED)
    for each in chain(islice(shows, CONFIRMING), islice(raises, FEW)):
        seen = asked_of(each, ask)
        if seen.reply.value is not None and not _comes_to(named, seen):
            yield seen


def _answer(way: Named, problem: Problem) -> bytes:
    value = way.fault.reply(problem, {}, manner=way.manner).value
    its = RAISED if value is None else value.tobytes()
    return RIGHT if its == right.answer(problem).tobytes() else its


def _comes_to(way: Named, seen: Observation) -> bool:
    return agrees(way.fault.reply(seen.problem, {}, manner=way.manner), seen)
