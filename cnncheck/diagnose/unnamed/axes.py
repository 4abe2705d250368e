"""What is right but for the order of its axes, or for the shape into which it was brought."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from cnncheck.diagnose.observing.observation import near
from cnncheck.dialects.turning import alone
from cnncheck.dtypes import is_real

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.operators.problem import Array

MOST_AXES = 5
"""Axes up to which every order of them is tried."""


def misplaced(failing: Sequence[Observation]) -> str:
    """Say how all failing answers become right without computing; empty where they do not.

    Parameters
    ----------
    failing : sequence of Observation
        Of one function; at least one.
    """
    ways = None
    for seen in failing:
        value = seen.reply.value
        told = () if value is None else (value, seen.truth, seen.allowed)
        plain = [alone(seen.problem, seen.problem.result, each) for each in told]
        here = dict(_ways(*plain)) if plain else {}
        ways = here if ways is None else {each: ways[each] for each in ways if each in here}
        if not ways:
            return ""
    if ways and len(ways) > 1:  # lengths that are alike leave open which
        return "only the order of the axes is wrong"
    return next(iter(ways.values()), "") if ways else ""


def _ways(value: Array, truth: Array, allowed: Array) -> Iterator[tuple[object, str]]:
    """Yield what makes an answer right, and the sentence that says so."""
    if value.size != truth.size or not is_real(value.dtype):
        return
    if value.ndim != truth.ndim:
        if near(value.reshape(truth.shape), truth, allowed):
            axes = "1 axis" if value.ndim == 1 else f"{value.ndim} axes"
            told = f"only the shape is wrong: the right elements, in order, on {axes}"
            yield value.ndim, f"{told} instead of {truth.ndim}"
        return
    for order in permutations(range(value.ndim)) if value.ndim <= MOST_AXES else ():
        moved = value.transpose(order)
        if moved.shape == truth.shape and near(moved, truth, allowed):
            written = ", ".join(map(str, order))
            yield (
                order,
                f"only the order of the axes is wrong: result.transpose({written}) would be right",
            )
