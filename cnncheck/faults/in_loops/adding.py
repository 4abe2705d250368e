"""Faults of a bias that is added within a loop to more than what was just computed."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.table import about, plan
from cnncheck.faults.parts.changes import of_bias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators import Operator
    from cnncheck.operators.problem import Array

    Adding = Callable[[Array, Plan], Array]

ONCE = "Inside of which loop is b added, and to what? Each output adds its filter's b[f] once."
OWN = "out[:, f] has the bias b[f] of its own filter, as it is, and once."
ALONG = "In a matrix of (F, outputs) a filter's outputs stand in its row, in one of (outputs, F) in its column."
FLAT_ORDERS = ("fnw", "nfw", "fwn", "nwf", "wnf")
FLAT_WORDS = {"n": "N", "f": "F", "w": "OH, OW"}
"""Axes of a result before it has its shape."""
LOOPS = {"image": 0, "filter": 1, "row": -2, "column": -1}
"""The axes of the result over which people go, from outside to inside."""


def bias_faults(operator: Operator) -> Iterator[Row]:
    """Yield the faults in which a bias is added again each time that some loops go round.

    Parameters
    ----------
    operator : Operator
        Of images.
    """
    whole = operator.roles[0] == "X"
    yield from wrong_numbers()
    if whole:
        yield from laid_out_faults()
    for size in range(1, len(LOOPS) + 1):
        for names in combinations(LOOPS, size):
            axes = [LOOPS[name] for name in names]
            told = " and ".join(names) if size < 3 else f"{', '.join(names[:-1])} and {names[-1]}"
            changes = map(of_bias, (_left(axes, whole), _every(axes, whole)))
            yield from about(
                ONCE,
                plan(
                    f"bias-again-for-each-{'-and-'.join(names)}",
                    f"the bias is added to the output again for each {told}",
                    *changes,
                ),
            )


def _on_axis(axis: int) -> Adding:
    return lambda b, _: b.reshape([-1 if each == axis % b.ndim else 1 for each in range(b.ndim)])


NUMBERS: dict[str, tuple[str, Adding]] = {
    "subtracted": ("the bias is subtracted", lambda b, _: -b),
    "first-for-all": (
        "the first filter's bias is added to all output channels",
        lambda b, _: np.broadcast_to(b[:, :1], b.shape),
    ),
    "last-for-all": (
        "the last filter's bias is added to all output channels",
        lambda b, _: np.broadcast_to(b[:, -1:], b.shape),
    ),
    "summed": (
        "the sum of all biases is added to every output channel",
        lambda b, _: np.broadcast_to(b.sum(), b.shape),
    ),
    "averaged": (
        "the mean of all biases is added to every output channel",
        lambda b, _: np.broadcast_to(b.mean(), b.shape),
    ),
    "of-next": (
        "each output channel has the bias of the next filter, the last one that of the first",
        lambda b, _: np.roll(b, -1, axis=1),
    ),
    "last-lost": (
        "the last filter has no bias",
        lambda b, _: np.where(np.arange(b.size).reshape(b.shape) == b.size - 1, 0.0, b),
    ),
    "along-columns": (
        "the bias is added along the columns of the output, not along its channels",
        _on_axis(-1),
    ),
    "along-rows": (
        "the bias is added along the rows of the output, not along its channels",
        _on_axis(-2),
    ),
    "along-images": (
        "the bias is added along the batch, not along the output's channels",
        _on_axis(0),
    ),
    "absolute": ("the absolute value of the bias is added", lambda b, _: np.abs(b)),
    "integer": ("the bias is cut off to an integer", lambda b, _: np.trunc(b)),
    "per-input-channel": (
        "the bias is added once for each channel of X",
        lambda b, plan: b * plan.W.shape[int(not plan.G.size)],
    ),
}
"""By the ends of faults' names, what is added in place of the bias."""


def wrong_numbers() -> Iterator[Row]:
    """Yield the faults in which each output has another number than its filter's bias."""
    for name, (told, change) in NUMBERS.items():
        yield from about(OWN, plan(f"bias-{name}", told, of_bias(change)))


def laid_out_faults() -> Iterator[Row]:
    """Yield the faults in which biases are laid out along a result that is still flat."""
    for order in FLAT_ORDERS:
        axes = ", ".join(FLAT_WORDS[each] for each in order)
        for name, told, last in (
            ("tile", "one after the other, again and again, as np.tile has them", "f"),
            ("repeat", "each as often as there are outputs of a filter, as np.repeat has them", ""),
        ):
            right = order[-1] == "f" if last else order[0] == "f"
            if not right:
                sentence = f"the biases are laid along the flat result, of axes ({axes}), {told}"
                change = of_bias(_laid_out(order, tiled=bool(last)))
                yield from about(ALONG, plan(f"bias-{name}-along-{order}", sentence, change))


def _laid_out(order: str, *, tiled: bool) -> Adding:
    def laid(b: Array, plan: Plan) -> Array:
        shape = (len(plan.X), b.shape[1], *plan.windows.out)
        places = {"n": [0], "f": [1], "w": [*range(2, len(shape))]}
        axes = [axis for each in order for axis in places[each]]
        at = np.arange(math.prod(shape))
        number = at % b.size if tiled else at // max(len(at) // b.size, 1)
        flat = b.reshape(-1)[number].reshape([shape[axis] for axis in axes])
        return np.asarray(flat.transpose(np.argsort(axes)))

    return laid


def _sizes(plan: Plan, axes: list[int], *, whole: bool) -> list[int]:
    """Return how long axes of the result are; of a transposed convolution it is what is read."""
    shape = (len(plan.X), plan.b.shape[1], *plan.windows.out) if whole else plan.X.shape
    return [shape[axis] for axis in axes]


def _left(axes: list[int], whole: bool) -> Adding:
    """Add it to everything each time, before what follows is written over it."""

    def added(b: Array, plan: Plan) -> Array:
        lengths = _sizes(plan, axes, whole=whole)
        left = np.arange(math.prod(lengths), 0, -1).reshape(lengths)
        others = tuple(
            each for each in range(b.ndim) if each - b.ndim not in axes and each not in axes
        )
        return b * np.expand_dims(left, others)

    return added


def _every(axes: list[int], whole: bool) -> Adding:
    """Add it to everything each time, where sums go on."""
    return lambda b, plan: b * math.prod(_sizes(plan, axes, whole=whole))
