"""The sizes of small problems, those first that take least to follow.

What an operator is told follows from its parameters: a shape is that of an array beside X, a number
for each axis is a stride or a padding, a number is the side of a window.
"""

from __future__ import annotations

from functools import lru_cache
from heapq import heappop, heappush
from itertools import pairwise, product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from cnncheck.diagnose.small_problems.alike import MADE
from cnncheck.diagnose.small_problems.keeping import Kept
from cnncheck.diagnose.small_problems.small import askable, blank, gradient_of, numbers_of, size_of
from cnncheck.operators import OPERATORS
from cnncheck.operators.base import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from cnncheck.diagnose.small_problems.alike import Work
    from cnncheck.operators.base import Operator
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

EFFORTS = (4, 6, 8, 10, 12, MOST_EFFORT)
"""Up to which small problems are looked for at a time."""


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
    they are made as they are needed, which counts as work of a search.
    """
    before = 0
    for case, made in _made_once(operator, pass_name, options, alike):
        if work:
            work.done += MADE * (made - before)
        before = made
        yield case


@lru_cache(maxsize=64)
def _made_once(
    operator: str, pass_name: str, options: frozenset[str], alike: frozenset[str]
) -> Kept[tuple[Case, int]]:
    return Kept(_in_order(operator, pass_name, options, alike))


def _in_order(
    operator: str, pass_name: str, options: frozenset[str], alike: frozenset[str]
) -> Iterator[tuple[Case, int]]:
    """Yield the sizes by what it takes to follow them, and how many were made so far.

    That is known exactly of what is made, gradients included, and at least of what is only planned.
    """
    its = OPERATORS[operator]
    backward = bool(its.passes[pass_name].gradient)
    waiting: list[tuple[tuple[int, ...], tuple[int, ...], Case | _Planned]] = []
    made = 0
    for least, most in pairwise((0, *EFFORTS)):
        for plan in _planned(its, pass_name, options, alike, most):
            if plan.effort > least:  # a gradient has at least one element
                heappush(waiting, ((plan.effort + backward, *plan.steps), plan.place, plan))
        while waiting and (most == MOST_EFFORT or waiting[0][0][0] <= most):
            _, place, each = heappop(waiting)
            if not isinstance(each, _Planned):
                yield each, made
                continue
            case = blank(operator, pass_name, each.image, each.values)
            if its.agreeing(case) == case and askable(case):
                for number, full in enumerate(_plain(case, backward, alike)):
                    made += 1
                    heappush(waiting, (_effort(full, alike), (*place, number), full))


class _Planned(NamedTuple):
    """Sizes of which no case was made yet, in the order in which they are planned.

    Attributes
    ----------
    place : tuple of int
        Goes before others that take as much to follow.
    effort : int
        What it takes without the gradient.
    steps : tuple of int
        As in `_effort`.
    image : tuple of int
    values : mapping of str to value
    features : int
        Of those, of which there may be few.
    """

    place: tuple[int, ...]
    effort: int
    steps: tuple[int, ...]
    image: Shape
    values: Mapping[str, Value]
    features: int


def _planned(
    its: Operator, pass_name: str, options: frozenset[str], alike: frozenset[str], most: int
) -> Iterator[_Planned]:
    """Yield the sizes that take no more effort than that, without their gradients."""
    function = its.passes[pass_name]
    for image in _images(its.rank, most):
        several = sum(length > 1 for length in image[:2])
        told = [_Planned(image, prod(image) + FEATURE * several, (), image, {}, several)]
        for each in its.parameters:
            choices = []
            for value in _choices(each, image, function, options, alike):
                more = _features(each, value, alike)
                elements = prod(numbers_of(value)) if each.kind == "shape" else 0
                steps = (sum(numbers_of(value)),) if each.kind == "per_axis" else ()
                choices.append((more, elements + FEATURE * more, steps, value))
            told = [
                _Planned(
                    (*plan.place, at),
                    plan.effort + effort,
                    (*plan.steps, *steps),
                    image,
                    {**plan.values, each.name: value},
                    plan.features + more,
                )
                for plan in told
                for at, (more, effort, steps, value) in enumerate(choices)
                if plan.features + more <= MOST_FEATURES and plan.effort + effort <= most
            ]
        yield from told


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
