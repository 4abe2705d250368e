"""What the code reads: found out by asking about arrays that are zero but for one element.

Padding, convolution and its gradients are linear, so that one question for each element of an input
recovers which element each output reads and with which weight. In max pooling the values
themselves can say where they come from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.observation import as_real
from cnncheck.dialects import LAYERS
from cnncheck.references.definition import DefinitionReference
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.calls import Reply
    from cnncheck.operators.problem import Array, Problem

    Ask = Callable[[Problem], Reply]

MOST_QUESTIONS = 64
"""Elements of the probed array that are asked about at most, spread evenly."""


SUMMANDS = 4
"""Sums of fewer elements than that are told from all elements."""

TELLING = 1e-3
"""Share of the largest value from which a difference says what is read; less is rounding."""


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
        return _origins(problem, ask)
    roles = _roles(problem)
    asked = _coded(problem, roles)
    crooked = _not_linear(asked, roles, ask)
    if crooked:
        return crooked
    for name in problem.added:
        asked = _with(asked, name, 0 * problem.arrays[name])
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
        problem = _with(problem, name, codes)
    return problem


def _with(problem: Problem, name: str, array: Array) -> Problem:
    return replace(problem, arguments={**problem.arguments, name: array}, exact=True)


# --- is it linear at all? ----------------------------------------------------------------------


def _not_linear(problem: Problem, roles: _Roles, ask: Ask) -> str | None:
    """Say in what way the result is not linear in the probed argument; ``None`` when it is."""
    shape = problem.arrays[roles.probed].shape
    count = np.arange(int(np.prod(shape)), dtype=problem.dtype).reshape(shape)
    some = {"zero": count * 0, "one": count + 1, "other": 3 - count, "sum": count * 0 + 4}
    values = {}
    for name, array in some.items():
        reply = ask(_with(problem, roles.probed, array))
        if reply.value is None:
            return f"even for plain numbers: {reply.message}" if reply.message else None
        if reply.value.shape != problem.out_shape:
            return (
                f"{roles.result} has shape {_shape(reply.value.shape)}, "
                f"should have {_shape(problem.out_shape)}"
            )
        values[name] = as_real(reply.value)
    due = DefinitionReference().answer(_with(problem, roles.probed, some["zero"])).value
    off = np.argwhere(~(np.abs(values["zero"] - due) <= TELLING))
    if len(off):
        at = tuple(int(i) for i in off[0])
        numbers = (f", {name} is {_listed(problem.arrays[name])}" for name in problem.added)
        return (
            f"{roles.result}{_index(at)} is {values['zero'][at]:g} where {roles.shown} is all "
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
        asked = _with(problem, roles.probed, hot.reshape(shape))
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
    factor = _factor(is_, should)
    if factor is not None:
        return f"every value is {factor:g} times what it should be"
    is_ = np.where(off, is_, should)  # what is off by rounding alone reads what it should
    if problem.picks:
        return _other_winner(problem, roles, places, is_, should)
    at = tuple(int(i) for i in wrong[0])
    flat = int(np.ravel_multi_index(at, problem.out_shape))
    read, due = is_.reshape(len(places), -1)[:, flat], should.reshape(len(places), -1)[:, flat]
    extra = [place for place, a, b in zip(places, read, due, strict=True) if a and not b]
    missing = [place for place, a, b in zip(places, read, due, strict=True) if b and not a]
    where = f"{roles.result}{_index(at)}"
    shape = problem.arrays[roles.probed].shape
    names = {place: f"{roles.shown}{_place(place, shape)}" for place in places}
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


def _factor(got: Array, due: Array) -> float | None:
    """Return the positive number that all is multiplied by; ``None`` where there is none."""
    first = np.argmax(np.abs(due))
    factor = float(got.flat[first] / due.flat[first]) if due.flat[first] else 0.0
    off = ~(np.abs(got - factor * due) <= TELLING * np.abs(got).max(initial=0.0))
    return factor if factor > 0 and not off.any() else None


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
        return f"{roles.coded}{_place(code, shape)}"
    return f"a sum of {count if count < SUMMANDS else 'several'} elements of {roles.coded}"


# --- pooling -----------------------------------------------------------------------------------


def _other_winner(
    problem: Problem, roles: _Roles, places: list[int], got: Array, due: Array
) -> str | None:
    """Say to which pixel a window's gradient goes."""
    shape = problem.arrays[roles.probed].shape
    for place, a, b in zip(places, got, due, strict=True):
        if np.array_equal(a, b):
            continue
        window = f"the gradient {roles.shown}{_place(place, shape)}"
        due_to = [tuple(int(i) for i in at) for at in np.argwhere(b)]
        right = " and ".join(f"dX{_index(at)}" for at in due_to[:3])
        winners = [tuple(int(i) for i in at) for at in np.argwhere(a)]
        if not winners:
            return f"{window} goes nowhere, should go to {right}"
        if len(winners) > 1:
            both = " and ".join(f"dX{_index(at)}" for at in winners[:3])
            if winners == due_to:
                first = next(at for at in winners if a[at] != b[at])
                return (
                    f"{window} reaches dX{_index(first)} times {a[first]:g}, should reach it "
                    f"times {b[first]:g}"
                )
            return f"{window} goes to {both}, should go to {right} alone"
        if winners == due_to:
            return f"{window} reaches {right} times {a[winners[0]]:g}, should reach it times 1"
        return f"{window} goes to dX{_index(winners[0])}, should go to {right}"
    return None


def _origins(problem: Problem, ask: Ask) -> str | None:
    """Ask about values that are all different, in three orders: each tells where it comes from."""
    shape = problem.arrays["X"].shape
    count = np.arange(1.0, 1 + np.prod(shape))
    scattered = np.random.RandomState(0).permutation(count)
    for values in (count, count[::-1], scattered, count - 2 * len(count)):
        asked = _with(problem, "X", values.reshape(shape).astype(problem.dtype))
        reply = ask(asked)
        if reply.value is None:
            return f"even for plain numbers: {reply.message}" if reply.message else None
        if reply.value.shape != problem.out_shape:
            return (
                f"out has shape {_shape(reply.value.shape)}, "
                f"should have {_shape(problem.out_shape)}"
            )
        expected = DefinitionReference().answer(asked).value
        if not np.isin(expected, values).all():
            return None  # values are not only moved
        wrong = np.argwhere(~(np.abs(as_real(reply.value) - expected) <= TELLING))
        if len(wrong):
            at = tuple(int(i) for i in wrong[0])
            source = _found(values, float(reply.value[at]), shape)
            return (
                f"out{_index(at)} takes {source}, should take {_found(values, expected[at], shape)}"
            )
    return None


def _found(values: Array, value: float, shape: tuple[int, ...]) -> str:
    places = np.flatnonzero(values == value)
    return f"x{_place(int(places[0]), shape)}" if len(places) else f"{value:g}, which is not in x"


def _place(flat: int, shape: tuple[int, ...]) -> str:
    return _index(tuple(int(i) for i in np.unravel_index(flat, shape)))


def _index(at: tuple[int, ...]) -> str:
    return "[" + ",".join(map(str, at)) + "]"


def _shape(shape: tuple[int, ...]) -> str:
    return as_shape(shape) or "()"
