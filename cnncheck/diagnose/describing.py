"""What wrong answers have in common, where no fault explains them.

Whatever is said is checked against all answers first: in which cases, which elements, and what these
are instead. Of several things that hold, the narrowest is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.compare.hints import NAN_LOST
from cnncheck.diagnose.deciding import holding, on_both_sides, put_to_the_test
from cnncheck.diagnose.elements import equals, places
from cnncheck.diagnose.further import fullest, is_alike
from cnncheck.diagnose.matching import rounding
from cnncheck.diagnose.observation import as_real, differing, near
from cnncheck.dialects.turning import alone
from cnncheck.dtypes import is_real
from cnncheck.operators import OPERATORS
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.conditions import Condition
    from cnncheck.diagnose.deciding import Sides
    from cnncheck.diagnose.observation import Observation
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
    where, seen = _where(seen, tried, ask)
    failing = [each for each in (*seen, *tried) if not each.passed]
    finite = [each for each in failing if each.is_finite] or failing
    if all(each.reply.outcome is Outcome.RAISED for each in finite):
        return ("calls raise" if where else ""), where  # the error is told anyway
    if not finite[0].is_finite:
        return _shapes(finite) or _not_finite(finite), where
    return _shapes(finite) or _values(finite), where


def _shapes(failing: Sequence[Observation]) -> str:
    """Say what shape came back, where all answers have a wrong one in the same way."""
    differences = {_difference(each) for each in failing if _is_shaped(each)}
    shaped = [each for each in failing if _is_shaped(each)]
    if shaped and (told := _taken_for(failing, shaped)):
        return told
    if len(shaped) < len(failing) or not shaped:
        return ""
    if len(differences) == 1 and (difference := differences.pop()):
        return f"the result has {difference}"
    for name in ("X", "W", "out_grad"):
        arrays = [each.problem.arrays.get(name) for each in shaped]
        if all(
            array is not None and _shape(each) == array.shape
            for each, array in zip(shaped, arrays, strict=True)
        ):
            return f"the result has the shape of {name}"
    names = failing[0].problem.entries
    axes = {axis for each in shaped for axis in _wrong_axes(each)}
    told = " and ".join(f"{names[axis]}s" for axis in sorted(axes))
    return f"the result has a wrong number of {told}" if 0 < len(axes) < len(names) else ""


def _taken_for(failing: Sequence[Observation], shaped: Sequence[Observation]) -> str:
    """Say which other array each gradient has the shape of, where it has another number of axes.

    So it is where several gradients come back in another order.
    """
    mine = failing[0].problem.gradient_name
    several = len({(_shape(each), each.truth.shape) for each in shaped}) > 1
    ranks = any(len(_shape(each)) != len(each.truth.shape) for each in shaped)
    if not mine or not (several or ranks):
        return ""
    for name in ("X", "W", "b"):
        if f"d{name}" != mine and all(_shape(e) == _shape_of(e.problem, name) for e in failing):
            return f"{mine} has the shape of {name}: do results come back in another order?"
    return ""


def _shape_of(problem: Problem, name: str) -> tuple[int, ...]:
    """Return the shape that an array has, or would have if the layer were told of it."""
    told = {each.name: True for each in problem.parameters if each.kind == "flag" and each.array}
    return OPERATORS[problem.operator].shapes(problem.case.but(**told)).get(name, ())


def _wrong_axes(seen: Observation) -> Iterator[int]:
    """Yield the axes that are too long or too short; all of them where there are more, or fewer."""
    shape, due = _shape(seen), seen.truth.shape
    for axis in range(len(due)):
        if len(shape) != len(due) or shape[axis] != due[axis]:
            yield axis


def _shape(seen: Observation) -> tuple[int, ...]:
    return () if seen.reply.value is None else seen.reply.value.shape


def _is_shaped(seen: Observation) -> bool:
    value = seen.reply.value
    return value is not None and value.shape != seen.truth.shape


def _difference(seen: Observation) -> str:
    """``1 row too few and 1 column too few``."""
    shape, due = _shape(seen), seen.truth.shape
    if len(shape) != len(due):
        lone = alone(seen.problem, seen.problem.result, seen.truth).ndim - len(due)
        return f"{len(shape) + lone} axes instead of {len(due) + lone}"
    names = seen.problem.entries
    told = [
        f"{abs(a - b)} {name}{'s' * (abs(a - b) > 1)} too {'many' if a > b else 'few'}"
        for name, a, b in zip(names, shape, due, strict=True)
        if a != b
    ]
    return " and ".join(told)


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
    for text, place in places(names, wrong[0].seen.problem):
        masks = [np.broadcast_to(place(each.seen), each.at.shape) for each in wrong]
        size = sum(int(mask.sum()) for mask in masks)
        if size < whole and not any(
            (each.at & ~mask).any() for each, mask in zip(wrong, masks, strict=True)
        ):
            found.append((size, text))
    return f"only {min(found)[1]}" if found else ""


def _what(wrong: Sequence[_Wrong], names: tuple[str, ...]) -> str:
    """Return what all wrong elements are."""
    for text, instead in equals(names, wrong[0].seen.problem):
        if all(_is_there(each, instead(each.seen)) for each in wrong):
            return text
    return ""


def _is_there(wrong: _Wrong, instead: Array) -> bool:
    value, instead = wrong.value[wrong.at], np.broadcast_to(instead, wrong.at.shape)[wrong.at]
    return near(value, instead, rounding(wrong.seen, instead))


def _where(
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
            sides = on_both_sides(told, failed, ask)
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
