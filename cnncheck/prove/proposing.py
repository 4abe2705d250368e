"""Shapes that the code's own structure suggests: its whole numbers, their neighbours, and twice them.

Where a formula holds up to a size and not beyond, the size is most likely written somewhere: a block
of 8, a fast way for a stride of 1. What varies is every length and all that an operator is told, one
at a time, and then several at once. All else is as small as can be where the number is large.
"""

from __future__ import annotations

import random
from itertools import chain, islice, product, takewhile
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from cnncheck.diagnose.small_problems.small import askable
from cnncheck.operators import OPERATORS
from cnncheck.operators.base import CHANNELS
from cnncheck.operators.case import OutGrad
from cnncheck.prove.points import key_of, sizes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cnncheck.operators.case import Case
    from cnncheck.operators.parameter import Parameter, Value

USUAL = (1, 2, 3, 4)
SMALL = (*USUAL, 5, 6, 7)
MOST_TERMS, MOST_PIXELS = 2000, 200
"""Products of a proposed shape, and elements of its X, so that many take little time."""

EVERYWHERE = 130
"""Larger numbers are tried as lengths of X alone, with their neighbours."""

MOST_LONG = 8200
"""Elements of such an X."""

TRIES = 40
"""Shapes that are drawn for each one that is wanted: many cannot be asked."""

GROWTH = (*range(9), 12, 16, 24, 32, 48, 64, 96, 128)
"""By how much an image is made larger until a window fits."""

LONGEST, MOST_AT_ONCE = 24, 4
"""Of shapes that are drawn until all is come to: the largest number, and how many are not 1."""

PATIENCE = 32
"""How many of them may come to nothing new in a row."""

FAR = (6, 12)
"""Tried at every place first: one side of a comparison of two lengths is large then."""


class Place(NamedTuple):
    """Where a number stands: a length of X, or in a parameter; all along its axes without ``at``."""

    parameter: Parameter | None
    at: int | None


def proposed(
    asked: Sequence[Case],
    numbers: Iterable[int],
    count: int,
    seed: int,
    can: Callable[[Case], bool] = lambda case: True,
) -> Iterator[Case]:
    """Yield shapes that nobody has asked about yet.

    Parameters
    ----------
    asked : sequence of Case
        Of one pass, as `sizes_of` returns them.
    numbers : iterable of int
        That stand in the code.
    count : int
        How many at most, besides those for numbers that are not usual: twice as many of these.
    seed : int
        Draws the same again.
    can : callable, optional
        Says whether a shape can be asked about.
    """
    known = {key_of(case) for case in asked}
    numbers = set(numbers)
    values = _near(number for number in numbers if number <= EVERYWHERE)
    beyond = (number for number in sorted(numbers) if number > EVERYWHERE)
    long = (near for number in beyond for near in (number + 1, number, number - 1))
    unusual = [value for value in values if value not in USUAL]
    tiny, smallest = _tiny(asked[0]), _smallest(asked[0])
    large = _one_at_a_time(tiny, unusual, can)
    small = chain(
        _one_at_a_time(smallest, values, can), _several(smallest, values, TRIES * count, seed, can)
    )
    for some, most in (
        (_lengths(tiny, long), count),
        (filter(_is_small, large), 2 * count),
        (filter(_is_small, small), count),
    ):
        new = (case for case in some if key_of(case) not in known and can(case))
        for case in islice(new, most):
            known.add(key_of(case))
            yield case


def searched(
    first: Case,
    numbers: Iterable[int],
    seed: int,
    can: Callable[[Case], bool],
    found: Callable[[], int],
) -> Iterator[Case]:
    """Yield shapes of all kinds, until many in a row have come to nothing new.

    Parameters
    ----------
    first : Case
        One of the pass's.
    numbers : iterable of int
        That stand in the code.
    seed : int
    can : callable
        Says whether a shape can be asked about.
    found : callable
        Returns how much was come to so far, after each shape that is yielded.
    """
    stream = random.Random(f"{seed} {key_of(first)}")
    tiny, values = _tiny(first), _near(each for each in numbers if each <= EVERYWHERE)
    places = _places(tiny, can)
    most = min(MOST_AT_ONCE, len(places))
    alone = [[(place, number)] for number in FAR for place in places]
    several = (
        [(place, _wide(stream, values)) for place in stream.sample(places, stream.randint(1, most))]
        for _ in range(TRIES * PATIENCE)
    )
    known, before, idle = set(), found(), -len(alone)
    for changes in chain(alone, several):
        for case in filter(_is_small, _asked(_with(tiny, changes))):
            if key_of(case) not in known and can(case):
                known.add(key_of(case))
                yield case
                gained = found() > before
                idle, before = (min(idle, 0) if gained else idle + 1), found()
        if idle > PATIENCE:
            return


def _near(numbers: Iterable[int]) -> list[int]:
    """Return the usual numbers, and those that are near some others or twice them."""
    near: set[int] = set()
    for number in numbers:
        near |= {number - 1, number, number + 1}
        near |= {2 * number, 2 * number + 1} if number > max(USUAL) else set()
    return sorted({*USUAL, *(value for value in near if value > 0)})


def _wide(stream: random.Random, values: Sequence[int]) -> int:
    return stream.choice(values) if stream.random() < 1 / 4 else round(LONGEST ** stream.random())


def _lengths(tiny: Case, values: Iterable[int]) -> Iterator[Case]:
    axes = range(len(tiny.input))
    long = (_with(tiny, [(Place(None, axis), value)]) for value in values for axis in axes)
    return (case for case in long if prod(case.input) <= MOST_LONG and askable(case))


def _one_at_a_time(
    small: Case, values: Sequence[int], can: Callable[[Case], bool]
) -> Iterator[Case]:
    for value, place in product(values, _places(small, can)):
        yield from _asked(_with(small, [(place, value)]))


def _several(
    small: Case, values: Sequence[int], tries: int, seed: int, can: Callable[[Case], bool]
) -> Iterator[Case]:
    stream = random.Random(seed)
    places, values = _places(small, can), sorted({*SMALL, *values})
    for _ in range(tries):
        some = [place for place in places if stream.random() < 1 / 2]
        yield from _asked(_with(small, [(place, stream.choice(values)) for place in some]))


def _smallest(case: Case) -> Case:
    """Return a plain small shape: two images of two channels, windows of two pixels."""
    rank = len(case.input) - 2
    told: dict[str, Value] = {}
    for each in OPERATORS[case.operator].parameters:
        if each.kind == "shape":
            told[each.name] = (2,) * len(each.entries)
        elif each.default is not None or each.follows:
            told[each.name] = each.usual({**case.parameters, **told}, rank)
    (pass_name,) = case.passes
    lengths = (2, 2, *range(4, 4 + rank))
    parameters = {**case.parameters, **told}
    return sizes_of(case.but(input=lengths, parameters=parameters, out_grad=OutGrad()), pass_name)


def _tiny(case: Case) -> Case:
    """Return the smallest shape of all: one pixel, and a window of one."""
    told = {
        each.name: (1,) * len(each.entries)
        if each.kind == "shape"
        else each.value(each.low if each.default is None else each.default, len(case.input) - 2)
        for each in OPERATORS[case.operator].parameters
    }
    lengths = (1,) * len(case.input)
    return sizes_of(case.but(input=lengths, parameters=told, out_grad=OutGrad()), case.passes[0])


def _places(case: Case, can: Callable[[Case], bool]) -> list[Place]:
    """Return where a number can be another one: along each axis, and along all at once."""
    every = _every_place(case)
    return [place for place in every if any(can(_with(case, [(place, n)])) for n in (2, 3))]


def _every_place(case: Case) -> list[Place]:
    places = [Place(None, axis) for axis in range(len(case.input))]
    for each in OPERATORS[case.operator].parameters:
        told = case.parameters[each.name]
        if each.kind != "shape":
            places.append(Place(each, None))
        if isinstance(told, tuple) and len(told) > 1 and not each.alike:
            at = (at for at in range(len(told)) if each.entries[at : at + 1] != (CHANNELS,))
            places += [Place(each, place) for place in at]
    return places


def _with(case: Case, changes: Iterable[tuple[Place, int]]) -> Case:
    """Return the case with other numbers, and what must go with them: channels for each group."""
    operator = OPERATORS[case.operator]
    lengths = list(case.input)
    told = {
        each.name: None if each.paired else case.parameters[each.name]
        for each in operator.parameters
    }
    for (parameter, at), number in changes:
        if parameter is not None:
            told[parameter.name] = _value(parameter, case.parameters[parameter.name], at, number)
        elif at is not None:
            lengths[at] = number
    for each in operator.parameters:
        parts = told[each.name]
        if each.kind == "count" and isinstance(parts, int):
            lengths[1] += -lengths[1] % parts
    return operator.agreeing(case.but(input=tuple(lengths), parameters=told))


def _value(parameter: Parameter, told: Value, at: int | None, number: int) -> Value:
    if parameter.kind == "flag":
        return number > 1
    if parameter.kind == "choice":
        return parameter.choices[number % len(parameter.choices)]
    if not isinstance(told, tuple):
        return number
    return (number,) * len(told) if at is None else (*told[:at], number, *told[at + 1 :])


def _asked(case: Case) -> Iterator[Case]:
    """Yield the case, of a larger image where its window does not fit."""
    larger = (
        case.but(input=(*case.input[:2], *(length + more for length in case.input[2:])))
        for more in GROWTH
    )
    within = takewhile(lambda each: prod(each.input) <= MOST_PIXELS, larger)
    yield from islice(filter(askable, within), 1)


def _is_small(case: Case) -> bool:
    (pass_name,) = case.passes
    terms = OPERATORS[case.operator].terms(case, pass_name)
    return terms <= MOST_TERMS and prod(case.input) <= MOST_PIXELS
