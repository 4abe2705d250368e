"""In which order the axes of weights and images are for a class: found out by asking it.

What a constructor is handed says nothing of order, and where there are as many filters as channels,
or as many of both as a filter has rows, weights in another order have a shape that fits. So one
problem is asked in which all sizes differ: only who reads an order as it is meant gives the shape
that is expected. Where nobody does, square images are asked, and then the next class.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from cnncheck.dialects.base import FORWARD
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cnncheck.calls import Call, Reply
    from cnncheck.dialects.layer_classes import LayerClasses
    from cnncheck.operators.parameter import Value
    from cnncheck.operators.problem import Problem

    Order = tuple[int, ...]
    Axes = Mapping[str, Order]

_USUAL = (0, 1, 2, 3)
_IMAGES = (_USUAL, (0, 2, 3, 1))
"""Channels second, and last."""
_FILTERS = (_USUAL, (2, 3, 1, 0), (0, 2, 3, 1), (1, 0, 2, 3), (2, 3, 0, 1), (1, 2, 3, 0))
"""The usual order first, and rows always before columns."""
_LETTERS = {"X": ("N", "C", "H", "W"), "W": ("F", "C", "KH", "KW")}
_ASKED: Mapping[str, Mapping[str, Value]] = {
    "conv2d": {"filter": (4, 3, 5, 5)},
    "max_pool2d": {"window": (2, 2), "stride": (2, 2)},
    "avg_pool2d": {"window": (2, 2), "stride": (2, 2)},
}

_SIZES = ((10, 12), (12, 12))
"""Of images: square ones for code that is right for those alone, in whatever order."""


def heard_orders(dialect: LayerClasses, ask: Callable[[Call], Reply]) -> Axes:
    """Return the order of axes for which the code gives a result of the right shape.

    Parameters
    ----------
    dialect : LayerClasses
    ask : callable
        Makes one call of the code.

    Returns
    -------
    mapping of str to tuple of int
        As `Dialect.axes`; empty for the usual order, and where no order gives that shape.
    """
    there = (name for name in _ASKED if name in dialect.layers)
    for operator, size in product(there, _SIZES):
        parameters = dict(_ASKED[operator])
        case = Case("", "", operator, (FORWARD,), (2, 3, *size), parameters=parameters)
        problem = next(OPERATORS[operator].problems(case, FORWARD))
        expected = OPERATORS[operator].out_shape(case, FORWARD)
        for axes in _orders(dialect, problem, ask):
            reply = ask(dialect.ordered(axes).call(problem))
            order = axes.get("X", _USUAL)
            if reply.value is not None and reply.value.shape == tuple(expected[at] for at in order):
                return axes
            if reply.outcome.ends_the_asking:
                return {}
    return {}


def heard_bias(dialect: LayerClasses, ask: Callable[[Call], Reply]) -> Order:
    """Return the axes on which a class has its bias: (0, -1) for a column; empty for F alone."""
    layer = dialect.layers.get("conv2d")
    if layer is None or not layer.bias:
        return ()
    case = Case("", "", "conv2d", (FORWARD,), (2, 3, *_SIZES[0]), parameters=dict(_ASKED["conv2d"]))
    problem = next(OPERATORS["conv2d"].problems(case, FORWARD))
    made = ask(dialect.made(problem, bias=True)).value
    if made is None or made.ndim < 2 or made.size != max(made.shape) or made.size != case.filter[0]:
        return ()
    return tuple(0 if length > 1 else -1 for length in made.shape)


def bias_text(axes: Order) -> str:
    """Write the shape of a bias in letters: ``(F, 1)``."""
    return f"({', '.join('1' if axis < 0 else 'F' for axis in axes)})"


def orders_text(axes: Axes, words: Mapping[str, str]) -> str:
    """Say which arrays are read in another order than the usual one: ``W as (KH, KW, C, F)``."""
    return " and ".join(
        f"{words.get(name, name)} as ({', '.join(_LETTERS[name][axis] for axis in axes[name])})"
        for name in _LETTERS
        if name in axes
    )


def _orders(
    dialect: LayerClasses, problem: Problem, ask: Callable[[Call], Reply]
) -> Iterator[Axes]:
    """Yield orders that the arrays may have; of the filters one, where the class itself makes them."""
    layer = dialect.layers[problem.operator]
    filters: tuple[Order, ...] = _FILTERS if layer.handed_weights else (_USUAL,)
    if layer.weight and not layer.handed_weights:
        made = ask(dialect.made(problem)).value
        shape, usual = made.shape if made is not None else (), problem.case.filter
        filters = tuple(each for each in _FILTERS if tuple(usual[at] for at in each) == shape)
    for order in filters:
        for images in _IMAGES:
            axes = {"X": images, "out_grad": images, "W": order}
            yield {name: each for name, each in axes.items() if each != _USUAL}
