"""Shapes that the code's own structure suggests: its whole numbers, their neighbours, and twice them.

Where a formula holds up to a size and not beyond, the size is most likely written somewhere: a block
of 8, a fast way for a stride of 1. What varies is every length and every number that an operator is
told, one at a time, and then several at once. All else is as small as can be where the number is
large.
"""

from __future__ import annotations

import random
from itertools import chain, islice
from math import prod
from typing import TYPE_CHECKING

from cnncheck.diagnose.reducing import with_input, with_parameter
from cnncheck.diagnose.small import askable
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import OutGrad
from cnncheck.prove.points import key_of, sizes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cnncheck.operators.case import Case

    Change = Callable[[Case], Case]

USUAL = (1, 2, 3, 4)
MOST_TERMS, MOST_PIXELS = 2000, 200
"""Products of a proposed shape, and elements of its X, so that many take little time."""

TRIES = 40
"""Shapes that are drawn for each one that is wanted: many cannot be asked."""


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
    near = {number + step for number in numbers for step in (-1, 0, 1)}
    near |= {2 * number + step for number in numbers if number > max(USUAL) for step in (0, 1)}
    values = sorted({*USUAL, *(value for value in near if value > 0)})
    unusual = [value for value in values if value not in USUAL]
    several = _several(asked[0], values, count, seed)
    for some, most in (
        (_one_at_a_time(_tiny(asked[0]), unusual), 2 * count),
        (chain(_one_at_a_time(_smallest(asked[0]), values), several), count),
    ):
        new = (case for case in some if key_of(case) not in known and _is_small(case) and can(case))
        for case in islice(new, most):
            known.add(key_of(case))
            yield case


def _one_at_a_time(small: Case, values: Sequence[int]) -> Iterator[Case]:
    for value in values:
        for change in _changes(small, value):
            yield from _asked(change(small))


def _several(case: Case, values: Sequence[int], count: int, seed: int) -> Iterator[Case]:
    stream = random.Random(seed)
    for _ in range(TRIES * count):
        drawn = _smallest(case)
        for index in range(len(_changes(drawn, 1))):
            if stream.random() < 2 / 3:
                drawn = _changes(drawn, stream.choice(values))[index](drawn)
        yield from _asked(drawn)


def _smallest(case: Case) -> Case:
    """Return a plain small shape: two images of two channels, windows of two pixels."""
    told = {
        each.name: (2,) * len(each.entries)
        if each.kind == "shape"
        else each.value(each.default, len(case.input) - 2)
        for each in OPERATORS[case.operator].parameters
        if each.kind == "shape" or each.default is not None
    }
    (pass_name,) = case.passes
    rank = len(case.input) - 2
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


def _changes(case: Case, value: int) -> list[Change]:
    """Return the ways in which a length or a number becomes the value."""
    changes: list[Change] = [
        lambda case, axis=axis: with_input(case, axis, value)  # type: ignore[misc]
        for axis in range(len(case.input))
    ]
    for each in OPERATORS[case.operator].parameters:
        told = case.parameters[each.name]
        if each.kind == "choice":
            continue
        places = range(len(told)) if isinstance(told, tuple) and not each.alike else (None,)
        changes += [
            lambda case, each=each, place=place: with_parameter(  # type: ignore[misc]
                case, each, place, value > 1 if each.kind == "flag" else value
            )
            for place in places
        ]
    return changes


def _asked(case: Case) -> Iterator[Case]:
    """Yield the case, of a larger image where its window does not fit."""
    for more in range(MOST_PIXELS):
        lengths = tuple(length + more for length in case.input[2:])
        larger = case.but(input=(*case.input[:2], *lengths))
        if prod(larger.input) > MOST_PIXELS:
            return
        if askable(larger):
            yield larger
            return


def _is_small(case: Case) -> bool:
    (pass_name,) = case.passes
    terms = OPERATORS[case.operator].terms(case, pass_name)
    return terms <= MOST_TERMS and prod(case.input) <= MOST_PIXELS
