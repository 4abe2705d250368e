"""The sizes of small problems, those first that take least to follow.

What an operator is told follows from its parameters: a shape is that of an array beside X, a number
for each axis is a stride or a padding, a number is the side of a window.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise, product
from math import prod
from operator import itemgetter
from typing import TYPE_CHECKING

from cnncheck.diagnose.small_problems.alike import MADE
from cnncheck.diagnose.small_problems.small import askable, blank, gradient_of, numbers_of, size_of
from cnncheck.operators import OPERATORS
from cnncheck.operators.base import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from cnncheck.diagnose.small_problems.alike import Work
    from cnncheck.operators.case import Case
    from cnncheck.operators.function import Function
    from cnncheck.operators.parameter import Parameter, Value

    Shape = tuple[int, ...]

MOST_INPUT = 16
"""Elements of X up to which a problem counts as small."""

MOST_FILTER = 8
"""The same for an array beside it."""

MOST_FEATURES = 2
"""More than one image, channel, filter; a stride; padding: a small problem has few of these."""

FEATURE = 2
"""A feature takes as much to follow as so many elements."""

MOST_EFFORT = 16
"""Elements and features, without those of a gradient, up to which a problem counts as small."""

EFFORTS = (4, 6, 8, 10, 12)
"""Up to which small problems are made at a time."""

GROWTH = 2.5
"""How many times as many are made for the next of them, about."""


def small_cases(
    operator: str,
    pass_name: str,
    options: frozenset[str] = frozenset(),
    work: Work | None = None,
    alike: frozenset[str] = frozenset(),
) -> Iterator[Case]:
    """Yield the small sizes of a pass, the smallest first.

    Of rare parameters only the options have other values than their defaults; those that are alike
    have one number for all axes. There are thousands, and one of the first dozens will do mostly, so
    they are made as they are needed, and while there is room for that in the work of a search.
    """
    count = 0
    for least, most in pairwise((0, *EFFORTS, MOST_EFFORT)):
        if work and work.room < GROWTH * count:
            return
        cases, count = _layer(operator, pass_name, options, alike, least, most)
        if work:
            work.done += MADE * count
        yield from cases


@lru_cache(maxsize=64)
def _layer(
    operator: str,
    pass_name: str,
    options: frozenset[str],
    alike: frozenset[str],
    least: int,
    most: int,
) -> tuple[tuple[Case, ...], int]:
    """Return the sizes that take more effort than the least, in the last layer any, and how many were made."""
    sizes = _sizes(operator, pass_name, options, alike, most)
    found = [(_effort(case, alike), case) for case in sizes]
    last = most == MOST_EFFORT
    within = (each for each in found if least < each[0][0] and (last or each[0][0] <= most))
    return tuple(case for _, case in sorted(within, key=itemgetter(0))), len(found)


def _sizes(
    operator: str, pass_name: str, options: frozenset[str], alike: frozenset[str], most: int
) -> Iterator[Case]:
    """Yield the sizes that take no more effort than that, without their gradients."""
    its = OPERATORS[operator]
    backward = bool(its.passes[pass_name].gradient)
    for image in _images(its.rank, most):
        several = sum(length > 1 for length in image[:2])
        told: list[tuple[int, int, dict[str, Value]]] = [(several, prod(image), {})]
        for each in its.parameters:
            choices = [
                (
                    _features(each, value, alike),
                    prod(numbers_of(value)) if each.kind == "shape" else 0,
                    value,
                )
                for value in _choices(each, image, its.passes[pass_name], options, alike)
            ]
            told = [
                (features + more, size + elements, {**values, each.name: value})
                for features, size, values in told
                for more, elements, value in choices
                if features + more <= MOST_FEATURES
                and size + elements + FEATURE * (features + more) <= most
            ]
        for *_, values in told:
            case = blank(operator, pass_name, image, values)
            if its.agreeing(case) == case and askable(case):
                yield from _plain(case, backward, alike)


def _images(rank: int, most: int) -> Iterator[Shape]:
    lengths = (range(1, min(most, MOST_INPUT) + 1),) * rank
    for shape in product((1, 2, 3), (1, 2, 3), *lengths):
        if prod(shape) <= min(most, MOST_INPUT):
            yield shape


def _choices(
    parameter: Parameter,
    image: Shape,
    its: Function,
    options: Collection[str],
    all_alike: Collection[str],
) -> Iterator[Value]:
    """Yield small values of a parameter; a gradient is asked of an image that is padded already."""
    low, several = parameter.low, range(parameter.low, parameter.low + 3)
    rank = len(image) - 2
    if its.option == parameter.name:
        yield True
    elif parameter.rare and parameter.name not in options:
        yield parameter.value(None, rank)
    elif parameter.kind == "flag":
        yield from (
            (False, True) if not parameter.array or parameter.array in its.added else (False,)
        )
    elif parameter.kind == "choice":
        yield from parameter.choices
    elif parameter.kind in ("integer", "count"):
        yield from several
    elif parameter.along_axes:
        padded = its.gradient and not low and not parameter.rare and not parameter.negative
        padded = padded and parameter.name not in options
        one = (low,) if padded else several
        alike = parameter.alike and parameter.name not in options
        alike = alike or parameter.name in all_alike
        yield from ((n,) * rank for n in one) if alike else product(one, repeat=rank)
    else:
        whole = [image[1] // parts for parts in several if image[1] % parts == 0]
        channels = whole if options else whole[:1]  # fewer where they may be in groups
        entries = (channels if each == CHANNELS else several for each in parameter.entries)
        yield from (shape for shape in product(*entries) if prod(shape) <= MOST_FILTER)


def _features(parameter: Parameter, value: Value, alike: Collection[str]) -> int:
    """Count what makes a problem harder to follow: several filters, a stride, padding."""
    if not parameter.numeric or (parameter.rare and parameter.kind == "integer"):
        return int(value != parameter.default)
    numbers = numbers_of(value)
    if parameter.kind == "shape":
        return int(numbers[0] > 1)
    if parameter.kind == "taps":
        return int(parameter.is_uneven(value))
    per_axis = parameter.kind == "per_axis"
    more = sum(number > parameter.low for number in numbers) if per_axis else 0
    return min(more, 1) if parameter.name in alike else more


def _plain(case: Case, backward: bool, alike: Collection[str]) -> Iterator[Case]:
    """Yield the case, if its windows fit and no stride is in vain, with each gradient it can have."""
    operator = OPERATORS[case.operator]
    axes = operator.windows(case).axes
    in_vain = all if any(each.alike or each.name in alike for each in operator.parameters) else any
    if min(axis.count for axis in axes) < 1 or in_vain(
        axis.count == 1 and axis.stride > 1 for axis in axes
    ):
        return
    if not (backward and operator.partial_gradient):
        yield case
        return
    for lengths in product(*(range(1, axis.count + 1) for axis in axes)):
        yield case.but(out_grad=gradient_of((*case.input[:2], *lengths)))


def _effort(case: Case, alike: Collection[str]) -> tuple[int, ...]:
    """Return what it takes to follow a problem."""
    features, steps = sum(length > 1 for length in case.input[:2]), []
    for each in OPERATORS[case.operator].parameters:
        value = case.parameters[each.name]
        features += _features(each, value, alike)
        steps += [sum(numbers_of(value))] if each.kind == "per_axis" else []
    return size_of(case) + FEATURE * features, *steps
