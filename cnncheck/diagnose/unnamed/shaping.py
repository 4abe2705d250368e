"""What wrong shapes have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.dialects.turning import alone
from cnncheck.operators import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.operators.problem import Problem


def shapes_in_common(failing: Sequence[Observation]) -> str:
    """Say what shape came back, where all answers have a wrong one in the same way.

    Parameters
    ----------
    failing : sequence of Observation
        Of one function.
    """
    differences = {_difference(each) for each in failing if is_shaped(each)}
    shaped = [each for each in failing if is_shaped(each)]
    if shaped and (told := _taken_for(failing, shaped)):
        return told
    if len(shaped) < len(failing) or not shaped:
        return ""
    if len(differences) == 1 and (difference := differences.pop()):
        return f"the result has {difference}"
    for name in ("X", "W", "out_grad"):
        arrays = [each.problem.arrays.get(name) for each in shaped]
        if all(
            array is not None and shape_seen(each) == array.shape
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
    several = len({(shape_seen(each), each.truth.shape) for each in shaped}) > 1
    ranks = any(len(shape_seen(each)) != len(each.truth.shape) for each in shaped)
    if not mine or not (several or ranks):
        return ""
    for name in ("X", "W", "b"):
        if f"d{name}" != mine and all(shape_seen(e) == _shape_of(e.problem, name) for e in failing):
            return f"{mine} has the shape of {name}: do results come back in another order?"
    return ""


def _shape_of(problem: Problem, name: str) -> tuple[int, ...]:
    """Return the shape that an array has, or would have if the layer were told of it."""
    told = {each.name: True for each in problem.parameters if each.kind == "flag" and each.array}
    return OPERATORS[problem.operator].shapes(problem.case.but(**told)).get(name, ())


def _wrong_axes(seen: Observation) -> Iterator[int]:
    """Yield the axes that are too long or too short; all of them where there are more, or fewer."""
    shape, due = shape_seen(seen), seen.truth.shape
    for axis in range(len(due)):
        if len(shape) != len(due) or shape[axis] != due[axis]:
            yield axis


def shape_seen(seen: Observation) -> tuple[int, ...]:
    """Return the shape that came back; that of a scalar where nothing did."""
    return () if seen.reply.value is None else seen.reply.value.shape


def is_shaped(seen: Observation) -> bool:
    """Whether a wrong shape came back."""
    value = seen.reply.value
    return value is not None and value.shape != seen.truth.shape


def _difference(seen: Observation) -> str:
    """``1 row too few and 1 column too few``."""
    shape, due = shape_seen(seen), seen.truth.shape
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
