"""Points of a field: problems whose arrays hold random elements, and their right answers."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.implementations.exact.field import BITS, PRIMES, Element, Field, element
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import OutGrad
from cnncheck.operators.formulas import everywhere
from cnncheck.operators.places import part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cnncheck.dialects import Dialect
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array, Problem


@dataclass(frozen=True, slots=True)
class Chance:
    """A prime, and where points come from.

    Attributes
    ----------
    seed : int
        Of everything that is drawn; from the system's entropy unless it is to be repeated.
    """

    seed: int

    @property
    def prime(self) -> int:
        """The prime that the seed chooses."""
        return random.Random(self.seed).choice(PRIMES)

    def values(self, name: str) -> Callable[[tuple[int, ...]], Array]:
        """Return what draws arrays for the question of this name."""
        stream, prime = random.Random(f"{self.seed} {name}"), self.prime

        def draw(shape: tuple[int, ...]) -> Array:
            count = int(np.prod(shape, dtype=np.int64))
            drawn = np.array([stream.randrange(prime) for _ in range(count)], np.uint64)
            return drawn.reshape(shape)

        return draw


def sizes_of(case: Case, pass_name: str) -> Case:
    """Return a case of the same sizes, without all that exact values do not have."""
    return type(case)(
        file="",
        name="proof",
        operator=case.operator,
        passes=(pass_name,),
        input=case.input,
        parameters=case.parameters,
        out_grad=OutGrad("random", case.out_grad.shape),
        fill="integers",
    )


def key_of(case: Case) -> tuple[Any, ...]:
    """Return what two cases of the same sizes share."""
    told = tuple(sorted(case.parameters.items()))
    return case.operator, case.passes, case.input, told, case.out_grad.shape


def problem_at(case: Case, dialect: Dialect, draw: Callable[[tuple[int, ...]], Array]) -> Problem:
    """Return a case's problem with drawn values, as the dialect asks it.

    Parameters
    ----------
    case : Case
        As `sizes_of` returns.
    dialect : Dialect
    draw : callable
        Returns an array of a shape.
    """
    problem = blank_problem(case)
    return dialect.asked(
        with_values(problem, {k: draw(a.shape) for k, a in problem.arrays.items()})
    )


def blank_problem(case: Case) -> Problem:
    """Return a case's problem, whose arrays are there for their shapes."""
    return next(OPERATORS[case.operator].problems(case, case.passes[0], 1))


def with_values(problem: Problem, values: Mapping[str, Array]) -> Problem:
    """Return the problem with other values."""
    return replace(problem, arguments={**problem.arguments, **values}, exact=True)


def right_answer(problem: Problem, prime: int) -> Array:
    """Return the formula's answer, worked out on the elements that the numbers stand for."""
    Field.prime = prime
    arguments: dict[str, Any] = {
        name: _numbers(value) if isinstance(value, np.ndarray) else value
        for name, value in problem.arguments.items()
    }
    shapes = {name: array.shape for name, array in problem.arrays.items()}
    formulas = part(problem.operator, "formula").FORMULAS
    terms = formulas[problem.pass_name](arguments, shapes, problem.out_shape)
    out = np.zeros(problem.out_shape, np.uint64)
    for at, some in terms.items():
        out[at] = element(sum(some)).value
    return out


def _numbers(array: Array) -> dict[tuple[int, ...], Any]:
    """Return elements, or in an array of signed numbers their order."""
    values: Iterable[Any] = array.ravel().tolist()
    if array.dtype.kind == "u":
        values = (Element(value, 1) for value in values)
    return dict(zip(everywhere(array.shape), values, strict=True))


def values_of(reply: Array) -> Array:
    """Return the values of an answer, without their degrees."""
    return reply & np.uint64((1 << BITS) - 1)


def degree_of(reply: Array) -> int:
    """Return the highest degree in an answer."""
    return int((reply >> np.uint64(BITS)).max(initial=0))
