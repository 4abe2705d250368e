"""Where values of a pooling come from, and where gradients go, by values that are all different."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.observing.observation import as_real, with_array
from cnncheck.dialects.turning import lone
from cnncheck.references.definition import DefinitionReference
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.calls import Reply
    from cnncheck.operators.problem import Array, Problem

    Ask = Callable[[Problem], Reply]

TELLING = 1e-3
"""Share of the largest value from which a difference says what is read; less is rounding."""


def other_winner(
    shape: tuple[int, ...], shown: str, places: list[int], got: Array, due: Array
) -> str | None:
    """Say to which pixel a window's gradient goes.

    Parameters
    ----------
    shape : tuple of int
        Of the gradient.
    shown : str
        What it is called.
    places : list of int
        Its elements that were asked about.
    got, due : arrays
        The results for each alone.
    """
    for place, a, b in zip(places, got, due, strict=True):
        if np.array_equal(a, b):
            continue
        window = f"the gradient {shown}{place_of(place, shape)}"
        due_to = [tuple(int(i) for i in at) for at in np.argwhere(b)]
        right = " and ".join(f"dX{index_of(at)}" for at in due_to[:3])
        winners = [tuple(int(i) for i in at) for at in np.argwhere(a)]
        if not winners:
            return f"{window} goes nowhere, should go to {right}"
        if len(winners) > 1:
            both = " and ".join(f"dX{index_of(at)}" for at in winners[:3])
            if winners == due_to:
                first = next(at for at in winners if a[at] != b[at])
                return (
                    f"{window} reaches dX{index_of(first)} times {a[first]:g}, should reach it "
                    f"times {b[first]:g}"
                )
            return f"{window} goes to {both}, should go to {right} alone"
        if winners == due_to:
            return f"{window} reaches {right} times {a[winners[0]]:g}, should reach it times 1"
        return f"{window} goes to dX{index_of(winners[0])}, should go to {right}"
    return None


def origins(problem: Problem, ask: Ask) -> str | None:
    """Ask about values that are all different, in several orders: each tells where it comes from."""
    shape = problem.arrays["X"].shape
    count = np.arange(1.0, 1 + np.prod(shape))
    scattered = np.random.RandomState(0).permutation(count)
    for values in (count, count[::-1], scattered, count - 2 * len(count)):
        asked = with_array(problem, "X", values.reshape(shape).astype(problem.dtype))
        reply = ask(asked)
        if reply.value is None:
            return f"even for plain numbers: {reply.message}" if reply.message else None
        if reply.value.shape != problem.out_shape:
            return (
                f"out has shape {shape_of_result(problem, reply.value.shape)}, "
                f"should have {shape_of_result(problem, problem.out_shape)}"
            )
        expected = DefinitionReference().answer(asked).value
        if not np.isin(expected, values).all():
            return None  # values are not only moved
        wrong = np.argwhere(~(np.abs(as_real(reply.value) - expected) <= TELLING))
        if len(wrong):
            at = tuple(int(i) for i in wrong[0])
            source = _found(values, float(reply.value[at]), shape)
            return f"out{index_of(at)} takes {source}, should take {_found(values, expected[at], shape)}"
    return None


def _found(values: Array, value: float, shape: tuple[int, ...]) -> str:
    places = np.flatnonzero(values == value)
    return f"x{place_of(int(places[0]), shape)}" if len(places) else f"{value:g}, which is not in x"


def place_of(flat: int, shape: tuple[int, ...]) -> str:
    """Write where in an array the element of a number is."""
    return index_of(tuple(int(i) for i in np.unravel_index(flat, shape)))


def index_of(at: tuple[int, ...]) -> str:
    """``[0,1,2]``."""
    return "[" + ",".join(map(str, at)) + "]"


def shape_of_result(problem: Problem, shape: tuple[int, ...]) -> str:
    """``2x3``, without N where the case is about one image; () for a single number."""
    return as_shape(shape[lone(problem, problem.result) :]) or "()"
