"""What the code reads: found out by asking about arrays that are zero but for one element.

Padding, convolution and its gradients are linear, so that one question for each element of an input
recovers which element each output reads and with which weight. In max pooling the values
themselves can say where they come from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.observing.observation import as_real, with_array
from cnncheck.diagnose.unnamed.origins import (
    TELLING,
    index_of,
    origins,
    other_winner,
    place_of,
    shape_of_result,
)
from cnncheck.dialects import LAYERS
from cnncheck.references.definition import DefinitionReference

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.calls import Reply
    from cnncheck.operators.problem import Array, Problem

    Ask = Callable[[Problem], Reply]

MOST_QUESTIONS = 64
"""Elements of the probed array that are asked about at most, spread evenly."""


SUMMANDS = 4
"""Sums of fewer elements than that are told from all elements."""


@dataclass(frozen=True, slots=True)
class _Roles:
    """Roles of a function's arrays when it is probed.

    Attributes
    ----------
    result : str
        What its result is called.
    probed : str
        The argument that is one-hot.
    coded : str, optional
        The argument whose values tell their own place.
    shown : str
        What the probed argument is called in sentences.
    """

    result: str
    probed: str
    coded: str | None
    shown: str


def _roles(problem: Problem) -> _Roles:
    """Return the roles that follow from what the function is linear in."""
    probed, *coded = problem.linear
    shown = "x" if probed == "X" else LAYERS.word(problem, probed)
    return _Roles(problem.result, probed, coded[0] if coded else None, shown)


def probe(problem: Problem, ask: Ask) -> str | None:
    """Say where what is read first differs from what should be read.

    Parameters
    ----------
    problem : Problem
        Its shapes are kept; its values only where they decide who wins in a window.
    ask : callable
        Puts a problem to the implementation.

    Returns
    -------
    str or None
        One sentence; ``None`` when probing shows nothing wrong.
    """
    if not problem.linear:
        return origins(problem, ask)
    if problem.dtype == np.int8:
        return None  # it has not as many numbers as elements
    roles = _roles(problem)
    asked = _coded(problem, roles)
    crooked = _not_linear(asked, roles, ask)
    if crooked:
        return crooked
    for name in problem.added:
        asked = with_array(asked, name, 0 * problem.arrays[name])
    got, expected = _contributions(asked, roles, ask)
    if got is None or expected is None:
        return None
    return _difference(asked, roles, got, expected)


def _coded(problem: Problem, roles: _Roles) -> Problem:
    """Give elements of what is multiplied numbers so high that no sum of a few is another's."""
    for name in (*filter(None, [roles.coded]), *problem.added):
        shape = problem.arrays[name].shape
        first = 1 + (SUMMANDS * int(np.prod(shape)) if name == roles.coded else 0)
        codes = np.arange(first, first + np.prod(shape), dtype=problem.dtype).reshape(shape)
        problem = with_array(problem, name, codes)
    return problem


# --- is it linear at all? ----------------------------------------------------------------------


def _not_linear(problem: Problem, roles: _Roles, ask: Ask) -> str | None:
    """Say in what way the result is not linear in the probed argument; ``None`` when it is."""
    shape = problem.arrays[roles.probed].shape
    count = np.arange(int(np.prod(shape)), dtype=problem.dtype).reshape(shape)
    some = {"zero": count * 0, "one": count + 1, "other": 3 - count, "sum": count * 0 + 4}
    values = {}
    for name, array in some.items():
        reply = ask(with_array(problem, roles.probed, array))
        if reply.value is None:
            return f"even for plain numbers: {reply.message}" if reply.message else None
        if reply.value.shape != problem.out_shape:
            return (
                f"{roles.result} has shape {shape_of_result(problem, reply.value.shape)}, "
                f"should have {shape_of_result(problem, problem.out_shape)}"
            )
        values[name] = as_real(reply.value)
    due = DefinitionReference().answer(with_array(problem, roles.probed, some["zero"])).value
    off = np.argwhere(~(np.abs(values["zero"] - due) <= TELLING))
    if len(off):
        at = tuple(int(i) for i in off[0])
        numbers = (f", {name} is {_listed(problem.arrays[name])}" for name in problem.added)
        return (
            f"{roles.result}{index_of(at)} is {values['zero'][at]:g} where {roles.shown} is all "
            f"zeros{''.join(numbers)}, should be {due[at]:g}"
        )
    parts, whole = values["one"] + values["other"] - due, values["sum"]
    if not (np.abs(parts - whole) <= TELLING * np.abs(whole).max(initial=1.0)).all():
        return (
            f"{roles.result} is not linear in {roles.shown}: the results for two arrays do not "
            "add up to the result for their sum, so it cannot be probed further"
        )
    return None


def _listed(array: Array) -> str:
    first = ", ".join(f"{number:g}" for number in array.flat[:4])
    return f"[{first}{', ...' if array.size > 4 else ''}]"


# --- what each element of the result is made of ------------------------------------------------


def _contributions(
    problem: Problem, roles: _Roles, ask: Ask
) -> tuple[dict[int, Array] | None, dict[int, Array] | None]:
    """Return, by element of the probed argument, the result for that element alone."""
    shape = problem.arrays[roles.probed].shape
    size = int(np.prod(shape))
    got, expected = {}, {}
    for place in np.unique(np.linspace(0, size - 1, min(size, MOST_QUESTIONS)).astype(int)):
        hot = np.zeros(size, problem.dtype)
        hot[place] = 1
        asked = with_array(problem, roles.probed, hot.reshape(shape))
        reply = ask(asked)
        if reply.value is None or reply.value.shape != problem.out_shape:
            return None, None
        got[int(place)] = as_real(reply.value)
        expected[int(place)] = DefinitionReference().answer(asked).value
    return got, expected


def _difference(
    problem: Problem, roles: _Roles, got: dict[int, Array], expected: dict[int, Array]
) -> str | None:
    places = list(got)
    is_, should = np.stack(list(got.values())), np.stack(list(expected.values()))
    off = ~(np.abs(is_ - should) <= TELLING * np.abs(should).max(initial=1.0))
    wrong = np.argwhere(off.any(axis=0))
    if not len(wrong):
        return None
    is_ = np.where(off, is_, should)  # what is off by rounding alone reads what it should
    shape = problem.arrays[roles.probed].shape
    if problem.picks:
        return other_winner(shape, roles.shown, places, is_, should)
    at = tuple(int(i) for i in wrong[0])
    flat = int(np.ravel_multi_index(at, problem.out_shape))
    read, due = is_.reshape(len(places), -1)[:, flat], should.reshape(len(places), -1)[:, flat]
    extra = [place for place, a, b in zip(places, read, due, strict=True) if a and not b]
    missing = [place for place, a, b in zip(places, read, due, strict=True) if b and not a]
    where = f"{roles.result}{index_of(at)}"
    names = {place: f"{roles.shown}{place_of(place, shape)}" for place in places}
    if extra and missing:
        return f"{where} reads {names[extra[0]]}, should read {names[missing[0]]}"
    if extra:
        return f"{where} reads {names[extra[0]]}, should not"
    if missing:
        return f"{where} does not read {names[missing[0]]}, should"
    first = int(np.flatnonzero(read != due)[0])
    return (
        f"{where} takes {names[places[first]]} times {_code(problem, roles, read[first])}, "
        f"should take it times {_code(problem, roles, due[first])}"
    )


def _code(problem: Problem, roles: _Roles, value: float) -> str:
    """Name the element that a code stands for, or say of how many it is the sum."""
    if roles.coded is None:
        return f"{value:g}"
    if value < 0:
        return f"minus {_code(problem, roles, -value)}"
    shape = problem.arrays[roles.coded].shape
    size = int(np.prod(shape))
    count, code = divmod(int(value) - 1, SUMMANDS * size)
    if value != int(value) or count < 1:
        return f"what is no element of {roles.coded}"
    if count == 1:
        return f"{roles.coded}{place_of(code, shape)}"
    return f"a sum of {count if count < SUMMANDS else 'several'} elements of {roles.coded}"
