"""What wrong answers have in common, where no fault explains them.

Whatever is said is checked against all answers first: in which cases, which elements, and what these
are instead. Of several things that hold, the narrowest is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.compare.hints import NAN_LOST
from cnncheck.diagnose.observing.matching import rounding
from cnncheck.diagnose.observing.observation import as_real, differing, near
from cnncheck.diagnose.questions.counterparts import counterparts
from cnncheck.diagnose.questions.deciding import holding, on_both_sides, put_to_the_test
from cnncheck.diagnose.questions.further import asked_of, fullest
from cnncheck.diagnose.questions.scattering import is_alike, scattered
from cnncheck.diagnose.unnamed.elements import equals, places
from cnncheck.diagnose.unnamed.shaping import is_shaped, shapes_in_common
from cnncheck.diagnose.unnamed.sizing import sizes_in_words
from cnncheck.dtypes import is_real
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.diagnose.questions.conditions import Condition
    from cnncheck.diagnose.questions.deciding import Sides
    from cnncheck.diagnose.unnamed.elements import Place
    from cnncheck.operators.problem import Array, Problem

    Ask = Callable[[Problem], Reply]

MOST_REFUTED = 6
"""Conditions that are put to the test one after the other."""

FEWEST = 4
"""Wrong elements from which on it is no chance that all of them are alike."""


@dataclass(frozen=True, slots=True, eq=False)
class _Wrong:
    """An answer of the right shape, and where it is wrong."""

    seen: Observation
    value: Array
    at: Array


def describe(
    seen: Sequence[Observation], tried: Sequence[Observation] = (), ask: Ask | None = None
) -> tuple[str, str]:
    """Say what all wrong answers have in common, and outside of which cases all is right.

    Either is empty where that is nothing.

    Parameters
    ----------
    seen : sequence of Observation
        Of one function, failing and passing; dtypes, inputs and memory are in order.
    tried : sequence of Observation, optional
        Of values as plain as can be, in which much is right by chance.
    ask : callable, optional
        Puts a further problem to the implementation, to test what is said of conditions.
    """
    where, seen = where_wrong(seen, tried, ask)
    failing = [each for each in (*seen, *tried) if not each.passed]
    if told := _alike(failing, where):
        return told, where
    again = [*_asked_again(failing, ask)] if ask is not None and _told(seen, tried, []) else []
    told = _told(seen, tried, again)
    failing += again
    sizes = len({each.truth.shape for each in failing if each.is_finite})
    few = f"{FEW_SIZES[sizes]}, " if told and sizes in FEW_SIZES else ""
    return few + told, where


def _told(
    seen: Sequence[Observation], tried: Sequence[Observation], again: Sequence[Observation]
) -> str:
    """Say by which formula sizes are computed; what wrong answers have in common, where by none."""
    known = [*seen, *tried, *again]
    return sizes_in_words(known) or _in_common([each for each in known if not each.passed])


FEW_SIZES = {
    1: "where it failed, in results of one size",
    2: "where it failed, in results of two sizes",
}
"""What is said first of what so few sizes have in common: that need not be so in others."""

CONFIRMING = 40
"""Questions of other sizes that are asked before it is told what wrong answers have in common."""


def _asked_again(failing: Sequence[Observation], ask: Ask) -> Iterator[Observation]:
    """Yield what else fails in problems of other sizes, with the options of what failed."""
    known = [each for each in failing if each.case] or failing
    near = counterparts(each.problem for each in known)
    for each in (*near, *scattered(fullest(known), CONFIRMING, alike=True)):
        seen = asked_of(each, ask)
        if not seen.passed and seen.reply.outcome.tells_of_the_sums:
            yield seen


def _alike(failing: Sequence[Observation], where: str) -> str:
    """Say that all calls raise, where that is news."""
    finite = [each for each in failing if each.is_finite] or failing
    raised = all(each.reply.outcome is Outcome.RAISED for each in finite)
    return "calls raise" if where and raised else ""  # the error is told anyway


def _in_common(failing: Sequence[Observation]) -> str:
    """Say what all wrong answers have in common; what becomes of NaN is told where nothing else is.

    A wrong shape has nothing to do with the values, so that it has to be explained, too.
    """
    finite = [each for each in failing if each.is_finite]
    counted = [each for each in failing if each.is_finite or is_shaped(each) or not finite]
    if not finite:
        return shapes_in_common(counted) or _not_finite(counted)
    return shapes_in_common(counted) or _values(counted)


def _values(failing: Sequence[Observation]) -> str:
    """Say which elements are wrong, and what they are, where all answers have the right shape."""
    wrong = list(_wrong(failing))
    if len(wrong) < len(failing) or sum(int(each.at.sum()) for each in wrong) < FEWEST:
        return ""
    names = wrong[0].seen.problem.entries
    which, what = _which(wrong, names), _what(wrong, names)
    if which and what:
        return f"{which} is wrong, and {what}"
    return f"{which} is wrong" if which else f"every wrong element is {what}" if what else ""


def _not_finite(failing: Sequence[Observation]) -> str:
    """Say what became of NaN and infinities; where in the answer they are says nothing of the code."""
    wrong = list(_wrong(failing))
    if len(wrong) < len(failing):
        return ""
    if all(np.isnan(each.value[each.at]).all() for each in wrong):
        return "NaN comes back where a number is due: 0 * inf and inf - inf are NaN"
    if all(np.isnan(each.seen.truth[each.at]).all() for each in wrong):
        return NAN_LOST
    return ""


def _wrong(failing: Iterable[Observation]) -> Iterator[_Wrong]:
    for each in failing:
        value = each.reply.value
        if value is not None and value.shape == each.truth.shape and is_real(value.dtype):
            yield _Wrong(each, as_real(value), differing(value, each.truth, each.allowed))


def _which(wrong: Sequence[_Wrong], names: tuple[str, ...]) -> str:
    """Return the narrowest set of elements outside of which everything is right."""
    found: list[tuple[int, str]] = []
    whole = sum(each.at.size for each in wrong)
    for text, place, edge in places(names, wrong[0].seen.problem):
        size = 0
        for each in wrong:
            mask = _mask(place, each)
            if (each.at & ~mask).any():
                break
            size += int(mask.sum())
        else:
            if size < whole and any((e.at & _mask(edge, e)).any() for e in wrong):
                found.append((size, text))
    return f"only {min(found)[1]}" if found else ""


def _mask(place: Place, wrong: _Wrong) -> Array:
    return np.broadcast_to(place(wrong.seen), wrong.at.shape)


def _what(wrong: Sequence[_Wrong], names: tuple[str, ...]) -> str:
    """Return what all wrong elements are."""
    for text, instead in equals(names, wrong[0].seen.problem):
        if all(_is_there(each, instead(each.seen)) for each in wrong):
            return text
    return ""


def _is_there(wrong: _Wrong, instead: Array) -> bool:
    value, instead = wrong.value[wrong.at], np.broadcast_to(instead, wrong.at.shape)[wrong.at]
    return near(value, instead, rounding(wrong.seen, instead))


def where_wrong(
    seen: Sequence[Observation], tried: Sequence[Observation], ask: Ask | None
) -> tuple[str, list[Observation]]:
    """Say outside of which cases everything is right; empty where that says nothing.

    With it comes all that is known by then. Of conditions that hold by chance one after the other
    falls to further questions.
    """
    known = list(seen)
    failing = sorted((e for e in seen if not e.passed), key=lambda each: each.problem.nbytes)
    failed = fullest([each for each in failing if each.case] or failing)
    if ask is not None:
        asked = put_to_the_test(holding(seen), failed, ask)
        known += [each for each in asked if each.reply.outcome.tells_of_the_sums]
    for _ in range(MOST_REFUTED):
        passing = [each.problem for each in known if each.passed]
        told = _narrowest(holding([*known, *tried]), passing)
        if told is None:
            break
        if ask is not None:
            sides = on_both_sides(told, failed, ask, failing=[each.problem for each in failing])
            known += [*sides.inside, *sides.outside]
            if sides.refuted:
                continue
            if not sides.supported(_outside(told, passing, sides, failed)):
                break
        return f"only {told.text}", known
    return "", known


def _outside(
    condition: Condition, passing: Sequence[Problem], sides: Sides, failed: Problem
) -> int:
    """Count the right answers outside of a condition: those with the options of what failed.

    Others count where the condition is about the options themselves.
    """
    outside = [each for each in passing if not condition.holds(each)]
    alike = [each for each in outside if is_alike(each, failed)]
    asked = any(is_alike(each.problem, failed) for each in sides.outside)
    return len(alike if alike or asked else outside)


def _narrowest(conditions: Sequence[Condition], passing: Sequence[Problem]) -> Condition | None:
    """Return the condition that holds for fewest of what is right; none for all."""
    counts = {condition: sum(map(condition.holds, passing)) for condition in conditions}
    told = min(counts, key=lambda each: counts[each]) if counts else None
    return None if told is None or counts[told] == len(passing) else told
