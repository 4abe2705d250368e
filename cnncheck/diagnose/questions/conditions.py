"""When a fault shows: conditions on sizes and options under which code takes another way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from operator import eq, is_
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.observing.matching import is_finite
from cnncheck.dialects.padding_words import MEANINGS, word_of
from cnncheck.faults.declaring import right
from cnncheck.operators import OPERATORS, PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.fault import Compute, Fault, Named
    from cnncheck.operators.axis import Axis
    from cnncheck.operators.parameter import Parameter, Value
    from cnncheck.operators.problem import Array, Problem


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that holds for some problems.

    Attributes
    ----------
    text : str
        To follow "only": ``where there is one channel``.
    holds : callable
    """

    text: str
    holds: Callable[[Problem], bool]


def _image(axis: int) -> Callable[[Problem], int]:
    return lambda problem: int(problem.case.input[axis])  # not every pass is told of X


N, C, H, W = map(_image, (0, 1, -2, -1))


def _filters(problem: Problem) -> int:
    weights = problem.arrays.get("W")
    return -1 if weights is None else int(weights.shape[0])


def _any(holds: Callable[[Axis], bool]) -> Callable[[Problem], bool]:
    return lambda problem: any(holds(axis) for axis in problem.windows.axes)


def _all(holds: Callable[[Axis], bool]) -> Callable[[Problem], bool]:
    return lambda problem: all(holds(axis) for axis in problem.windows.axes)


def _on(number: int, holds: Callable[[Axis], bool]) -> Callable[[Problem], bool]:
    """Of the rows, -2, or the columns, -1, of an image that has both."""

    def on(problem: Problem) -> bool:
        axes = problem.windows.axes
        return len(axes) > 1 and holds(axes[number])

    return on


def _in_plane(holds: Callable[[Problem], bool]) -> Callable[[Problem], bool]:
    """Of an image that has rows and columns, and no planes."""
    return lambda problem: len(problem.windows.axes) == 2 and holds(problem)


def _is_whole(problem: Problem) -> bool:
    """Whether all numbers are integers."""
    return all(bool((a == np.rint(a)).all() or np.isnan(a).any()) for a in problem.arrays.values())


def _square_kernel(problem: Problem) -> bool:
    return len(set(problem.windows.kernel)) == 1


def _parts(problem: Problem) -> int:
    """Into how many parts channels are divided."""
    values = problem.case.parameters
    parts = (values[each.name] for each in problem.parameters if each.kind == "count")
    return max((int(each) for each in parts if isinstance(each, int)), default=1)


def _told(name: str, holds: Callable[[Value], bool]) -> Callable[[Problem], bool]:
    """Of an operator that has a parameter, whether something holds for its value."""
    return lambda problem: name in problem.case.parameters and holds(problem.case.parameters[name])


def _of_options() -> Iterator[Condition]:
    """Yield what may be so of the options of operators, as they are said: flags, words, numbers."""
    for name, its in PARAMETERS.items():
        default = its.default

        def usual(value: Value, default: object = default) -> bool:
            return {*value} <= {default} if isinstance(value, tuple) else value in (default, None)

        def unusual(value: Value, usual: Callable[[Value], bool] = usual) -> bool:
            return not usual(value)

        if its.kind == "flag":
            for word, flag in (("true", True), ("false", False)):
                yield Condition(f"where {name} is {word}", _told(name, partial(is_, flag)))
        elif its.kind == "choice":
            for word in its.choices:
                yield Condition(f"where {name} is {word}", _told(name, partial(eq, word)))
        elif its.paired:
            yield Condition(f"where {its.follows} is not the same on both sides", _uneven(its))
        elif its.rare and its.kind == "integer":
            yield Condition(f"where {name} is given", _told(name, unusual))
            yield Condition(f"where {name} is not given", _told(name, usual))
        elif its.rare and its.along_axes and not its.pads:
            yield Condition(f"where {name} is above {default}", _told(name, unusual))
            yield Condition(f"where {name} is {default}", _told(name, usual))


def _uneven(behind: Parameter) -> Callable[[Problem], bool]:
    """Of an operator that has such pairs, whether the numbers of one are not the same."""

    def uneven(problem: Problem) -> bool:
        told = problem.case.parameters
        return told.get(behind.name) not in (None, told.get(behind.follows))

    return uneven


def _partly_given(problem: Problem) -> bool:
    """Whether the gradient has fewer elements than there are windows, as a pooling's may."""
    gradient = problem.arrays.get("out_grad")
    its = () if gradient is None else gradient.shape[2:]
    return any(given < fit for given, fit in zip(its, problem.windows.out, strict=False))


def _said_as(word: str) -> Callable[[Problem], bool]:
    return lambda problem: word_of(problem.windows.axes) == word


CONDITIONS = (
    Condition("where there is a single channel", lambda p: C(p) == 1),
    Condition("where there are several channels", lambda p: C(p) > 1),
    Condition("where there is a single image", lambda p: N(p) == 1),
    Condition("where an image comes without N", lambda p: p.case.unbatched),
    Condition("where there are several images", lambda p: N(p) > 1),
    Condition("where there are more than two images", lambda p: N(p) > 2),
    Condition("where there is a single filter", lambda p: _filters(p) == 1),
    Condition("where there are several filters", lambda p: _filters(p) > 1),
    Condition("where there are as many filters as channels", lambda p: _filters(p) == C(p)),
    Condition("where there are as many filters as images", lambda p: _filters(p) == N(p)),
    Condition("where there are as many channels as images", lambda p: C(p) == N(p)),
    Condition("where the window has one element", _all(lambda axis: axis.kernel == 1)),
    Condition("where the window has several elements", _any(lambda axis: axis.kernel > 1)),
    Condition("where the window is square", _in_plane(_square_kernel)),
    Condition("where the window is not square", _in_plane(lambda p: not _square_kernel(p))),
    Condition("where the window is 3x3", _in_plane(_all(lambda axis: axis.kernel == 3))),
    Condition("where a side of the window is even", _any(lambda axis: axis.kernel % 2 == 0)),
    Condition("where every side of the window is odd", _all(lambda axis: axis.kernel % 2 == 1)),
    Condition("where the stride is 1", _all(lambda axis: axis.stride == 1)),
    Condition("where the stride is above 1", _any(lambda axis: axis.stride > 1)),
    Condition("where the stride is the window's size", _all(lambda axis: axis.stride == axis.kernel)),
    Condition("where the stride is not the window's size", _any(lambda axis: axis.stride != axis.kernel)),
    Condition("where the two strides differ", _in_plane(lambda p: len({a.stride for a in p.windows.axes}) > 1)),
    Condition("where both strides are equal", _in_plane(lambda p: len({a.stride for a in p.windows.axes}) == 1)),
    Condition("where one of the strides is 1", _in_plane(_any(lambda axis: axis.stride == 1))),
    Condition("where no stride is 1", _all(lambda axis: axis.stride > 1)),
    Condition("where the window's size divides that of the image", _all(lambda axis: axis.padded % axis.kernel == 0)),
    Condition("where the window's size does not divide that of the image", _any(lambda axis: axis.padded % axis.kernel > 0)),
    Condition("where the stride divides the size of the image", _all(lambda axis: axis.padded % axis.stride == 0)),
    Condition("where the stride does not divide the size of the image", _any(lambda axis: axis.padded % axis.stride > 0)),
    Condition("where windows overlap", _any(lambda axis: axis.overlaps)),
    Condition("where no windows overlap", _all(lambda axis: not axis.overlaps)),
    Condition("where the stride is smaller than the window", _any(lambda axis: axis.stride < axis.kernel)),
    Condition("where the stride is larger than the window", _any(lambda axis: axis.stride > axis.kernel)),
    Condition("where pixels are left over behind the last window", _any(lambda axis: axis.left > 0)),
    Condition("where rows are left over below the last window", _on(-2, lambda axis: axis.left > 0)),
    Condition("where columns are left over right of the last window", _on(-1, lambda axis: axis.left > 0)),
    Condition("where windows overlap vertically", _on(-2, lambda axis: axis.overlaps)),
    Condition("where windows overlap horizontally", _on(-1, lambda axis: axis.overlaps)),
    Condition("where the vertical stride is above 1", _on(-2, lambda axis: axis.stride > 1)),
    Condition("where the horizontal stride is above 1", _on(-1, lambda axis: axis.stride > 1)),
    Condition("where the kernel has several rows", _on(-2, lambda axis: axis.kernel > 1)),
    Condition("where the kernel has several columns", _on(-1, lambda axis: axis.kernel > 1)),
    Condition("where there is vertical padding", _on(-2, lambda axis: axis.before > 0)),
    Condition("where there is horizontal padding", _on(-1, lambda axis: axis.before > 0)),
    Condition("where the windows end with the image", _all(lambda axis: axis.left == 0)),
    Condition("where there is padding", _any(lambda axis: axis.before > 0)),
    Condition("where there is no padding", _all(lambda axis: axis.before == 0)),
    Condition("where there is no vertical padding", _on(-2, lambda axis: axis.before == 0)),
    Condition("where there is no horizontal padding", _on(-1, lambda axis: axis.before == 0)),
    Condition("where one direction alone has padding", _in_plane(lambda p: len({a.before > 0 for a in p.windows.axes}) > 1)),
    Condition("where both directions have padding", _in_plane(lambda p: all(a.before > 0 for a in p.windows.axes))),
    Condition("where the two paddings differ", _in_plane(lambda p: len({a.before for a in p.windows.axes}) > 1)),
    Condition("where a direction has no padding", _any(lambda axis: axis.before == 0)),
    *(Condition(meaning, _said_as(word)) for word, meaning in MEANINGS.items()),
    Condition("where the image is square", _in_plane(lambda p: H(p) == W(p))),
    Condition("where the image is not square", _in_plane(lambda p: H(p) != W(p))),
    Condition("where the image is wider than high", _in_plane(lambda p: W(p) > H(p))),
    Condition("where the image is higher than wide", _in_plane(lambda p: H(p) > W(p))),
    Condition("where there are as many rows of windows as columns", _in_plane(lambda p: len(set(p.windows.out)) == 1)),
    Condition("where there are not as many rows of windows as columns", _in_plane(lambda p: len(set(p.windows.out)) > 1)),
    Condition("where out_grad has fewer elements than windows fit the image", _partly_given),
    Condition("where the two dilations differ", _in_plane(lambda p: len({a.dilation for a in p.windows.axes}) > 1)),
    Condition("where windows differ in size", _any(lambda axis: len({size for _, size in axis.spans}) > 1)),
    Condition("where windows are of one size", _all(lambda axis: len({size for _, size in axis.spans}) == 1)),
    Condition("where the output is larger than the image", _any(lambda axis: axis.count > axis.padded)),
    Condition("where there is a bias", lambda p: bool(p.added)),
    Condition("where there are several groups", lambda p: _parts(p) > 1),
    Condition("where a last window reaches beyond the image", _any(lambda axis: axis.beyond > 0)),
    Condition("where some value is not an integer", lambda p: not _is_whole(p)),
    Condition("where there is a single window", _all(lambda axis: axis.count == 1)),
    Condition("for float32", lambda p: p.dtype == np.float32),
    Condition("for float64", lambda p: p.dtype == np.float64),
    Condition("where inputs are not all finite", lambda p: not is_finite(p)),
    Condition("for arrays that are not contiguous",
        lambda p: not all(array.flags.c_contiguous for array in p.arrays.values())),
    *_of_options(),
)  # fmt: skip
"""From the plainest on."""


@dataclass(frozen=True, slots=True)
class Conditional:
    """A fault that shows where a condition holds.

    Attributes
    ----------
    condition : Condition
    way : Named
        What is computed where it holds.
    beside : Named, optional
        What is computed elsewhere; ``None`` for what is right.
    within : int
        Passing observations for which it holds.
    """

    condition: Condition
    way: Named
    beside: Named | None
    within: int


def is_sayable(condition: Condition, problem: Problem) -> bool:
    """Whether there is such a thing in an operator as a condition speaks of: windows, or their strides.

    Parameters
    ----------
    condition : Condition
    problem : Problem
    """
    operator = OPERATORS[problem.operator]
    slides = operator.steps or bool(problem.windows.axes[0].spans)
    wanted = {"window": slides, "kernel": slides, "stride": operator.steps}
    return all(there for word, there in wanted.items() if word in condition.text)


def under(condition: Condition, named: Named) -> Named:
    """Return a fault that shows where the condition holds, and nowhere else.

    Parameters
    ----------
    condition : Condition
    named : Named
    """
    fault: Fault = named.fault
    manner = fault.manners[named.manner]
    sentence = f"{named.sentence}, but only {condition.text}"
    limited = replace(
        fault, sentence=sentence, manners=(_only(condition, manner),), condition=condition.text
    )
    return replace(named, fault=limited, manner=0)


def either(condition: Condition, named: Named, other: Named) -> Named:
    """Return what comes to one thing where the condition holds, and to another elsewhere.

    Parameters
    ----------
    condition : Condition
    named, other : Named
    """
    there, elsewhere = (each.fault.manners[each.manner] for each in (named, other))

    def way(problem: Problem) -> Array:
        return there(problem) if condition.holds(problem) else elsewhere(problem)

    fault = replace(named.fault, manners=(way,), condition=condition.text)
    return replace(named, fault=fault, manner=0)


def _only(condition: Condition, manner: Compute) -> Compute:
    def limited(problem: Problem) -> Array:
        return manner(problem) if condition.holds(problem) else right.answer(problem)

    return limited
