"""Faults of what is read or returned, made for every axis: one entry for all, a mean, a sum."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.table import about, gradient, image, result, weights
from cnncheck.faults.parts.arrays import (
    averaged,
    cleared,
    entry,
    filled_lost,
    flipped,
    lost_ways,
    repeated,
    repeated_from_third,
    strides_kept,
    summed,
)
from cnncheck.operators.parameter import entry_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.arrays import ArrayChange
    from cnncheck.operators import Operator
    from cnncheck.operators.problem import Array

    Table = Callable[..., Row]

IMAGE = ("image", "channel")
LINES = ("row", "column")
TURN = "np.flip turns all axes around unless it is told which, np.rot90 the first two."
HINT = "Follow one element through every index: which of them stay the same where they should move?"


def entry_faults(operator: Operator, pass_name: str) -> Iterator[Row]:
    """Yield the faults of the entries of what a pass reads, and of what it returns.

    Parameters
    ----------
    operator : Operator
        Of images.
    pass_name : str
    """
    its = operator.passes[pass_name]
    sends = operator.roles[0] not in its.linear and operator.roles[1] in its.linear
    picking = ("X",) if its.picks else ()
    tables: dict[str, Table] = {operator.roles[0]: image, operator.roles[1]: gradient, "W": weights}
    for array in (*(its.linear or its.arrays[:1]), *picking):
        leading = _filter_axes(operator) if array == "W" else IMAGE
        yield from _of_array(tables[array], array, (*leading, *LINES))
        yield from turned_faults(tables[array], array, (*leading, *LINES), sends=sends)
    if its.axes:
        yield from _of_array(result, "the result", ("filter",))
    elif its.linear or operator.multiplies or operator.steps:
        leading = _filter_axes(operator) if its.result == "dW" else IMAGE
        yield from _of_array(result, "the result", (*leading, *LINES))
        yield from turned_faults(result, "the result", (*leading, *LINES))


def _filter_axes(operator: Operator) -> tuple[str, ...]:
    """Return what an entry of each leading axis of W is called."""
    its = next(each for each in operator.parameters if each.array == "W")
    return entry_words(its.entries[:2])


def _cast(dtype: type) -> ArrayChange:
    """Cast to integers and back; what has no such number becomes what NumPy makes of it."""

    def change(array: Array) -> Array:
        with np.errstate(all="ignore"):
            return array.astype(dtype).astype(np.float64)

    return change


VALUES: dict[str, tuple[str, ArrayChange]] = {
    "without-sign": ("the values of {} lose their signs", np.abs),
    "negated": ("the values of {} have the wrong sign", np.negative),
    "squared": ("the values of {} are squared", np.square),
    "rounded": ("the values of {} are rounded to integers", np.rint),
    "rounded-down": ("the values of {} are rounded down", np.floor),
    "positive-lost": ("what is positive in {} is taken to be 0", lambda a: np.minimum(a, 0)),
    "one-more": ("the values of {} are one too large", lambda a: a + 1),
    "halved": ("the values of {} are halved", lambda a: a / 2),
    "doubled": ("the values of {} are doubled", lambda a: 2 * a),
}


def _weighted(weigh: Callable[[int], Array]) -> Callable[[int], ArrayChange]:
    """Multiply the entries of an axis by numbers, which follow from its length."""

    def along(axis: int) -> ArrayChange:
        def change(array: Array) -> Array:
            shape = [-1 if each == axis else 1 for each in range(array.ndim)]
            return np.asarray(array * weigh(array.shape[axis]).reshape(shape))

        return change

    return along


def _stepped(step: int) -> Callable[[int], ArrayChange]:
    """Read the next entry of an axis, or the one before; at its end the last one again."""

    def along(axis: int) -> ArrayChange:
        def change(array: Array) -> Array:
            last = array.shape[axis] - 1
            return np.asarray(np.take(array, np.clip(np.arange(last + 1) + step, 0, last), axis))

        return change

    return along


def _rolled(by: int) -> Callable[[int], ArrayChange]:
    def along(axis: int) -> ArrayChange:
        def change(array: Array) -> Array:
            return np.roll(array, by, axis)

        return change

    return along


def _axes_reshaped(array: Array) -> Array:
    """Bring (B, A, ...) into the shape (A, B, ...) without moving a number in memory."""
    return array.swapaxes(0, 1).reshape(array.shape)


def _all_in_first(axis: int) -> ArrayChange:
    def change(array: Array) -> Array:
        out = np.zeros_like(array)
        out[entry(axis, slice(1))] = array.sum(axis=axis, keepdims=True)
        return out

    return change


MOVED: dict[str, tuple[str, Callable[[int], ArrayChange]]] = {
    "before": ("the {name} of {array} is the one before, of the first the last", _rolled(1)),
    "next": ("the {name} of {array} is the next one, of the last the first", _rolled(-1)),
    "before-or-first": (
        "the {name} of {array} is the one before, of the first itself",
        _stepped(-1),
    ),
    "next-or-last": ("the {name} of {array} is the next one, of the last itself", _stepped(1)),
    "counts-again": (
        "each {name} of {array} counts again with every {name} behind it",
        _weighted(lambda length: np.arange(length, 0, -1.0)),
    ),
    "times-its-number": (
        "each {name} of {array} counts as often as its number",
        _weighted(lambda length: np.arange(1.0, length + 1)),
    ),
    "signs-alternate": (
        "every second {name} of {array} has the wrong sign",
        _weighted(lambda length: 1.0 - 2 * (np.arange(length) % 2)),
    ),
}


def _of_array(made: Table, array: str, axes: Sequence[str]) -> Iterator[Row]:
    short = array.replace("_", "-").removeprefix("the ").lower()
    yield from about(
        "Which values does a test leave out?",
        made(f"{short}-rectified", f"what is negative in {array} is taken to be 0", lambda a: np.maximum(a, 0)),
        *((made("result-starts-from-ones", "the result starts from ones, not from zeros", lambda a: a + 1),)
          if short == "result" else ()),
        *(made(f"{short}-{each}", told.format(array), change)
          for each, (told, change) in VALUES.items() if short != "result" or each != "one-more"),
        made(f"{short}-cut-to-integers", f"the values of {array} are cut to integers", np.trunc, _cast(np.int32), _cast(np.int64)),
    )  # fmt: skip
    if LINES[0] in axes:
        yield from about(
            "Which values does a test leave out?",
            made(f"{short}-first-row-and-column-lost", f"the first row and the first column of {array} are taken to be 0",
                lambda a: cleared(np.s_[..., 0, :])(cleared(np.s_[..., 0])(a)),
                lambda a: filled_lost(-1, 0)(filled_lost(-2, 0)(a))),
        )  # fmt: skip
    if array == "W":
        sentence = f"{axes[0]}s and {axes[1]}s of W are exchanged in its shape, not in its strides"
        yield from about(HINT, made("w-strides-kept", sentence, strides_kept))
    if short == "result" and len(axes) > 1:
        sentence = f"{axes[0]}s and {axes[1]}s of the result are exchanged by a reshape, not by a transpose"
        yield from about(HINT, made("result-leading-axes-reshaped", sentence, _axes_reshaped))
    for place, name in enumerate(axes):
        axis = place - len(axes) if name in LINES else place
        of = f"{name} of {array}"
        yield from about(
            HINT,
            made(f"{short}-first-{name}-for-all", f"the first {of} is used for all", repeated(0, axis)),
            made(f"{short}-last-{name}-for-all", f"the last {of} is used for all", repeated(-1, axis)),
            made(f"{short}-{name}s-averaged", f"each {of} is replaced by the mean of all", averaged(axis)),
            made(f"{short}-{name}s-summed", f"each {of} is replaced by the sum of all", summed(axis)),
            made(f"{short}-{name}s-reversed", f"the {name}s of {array} are in reverse order", flipped(axis)),
            made(f"{short}-first-{name}-lost", f"the first {of} is taken to be 0", *lost_ways(axis, 0), *((filled_lost(axis, 0),) if name in LINES else ())),
            made(f"{short}-last-{name}-lost", f"the last {of} is taken to be 0",
                *lost_ways(axis), *((filled_lost(axis),) if name in LINES else ())),
            *((made(f"{short}-{name}s-all-in-first", f"what belongs to all {name}s is added into the first {of}", _all_in_first(axis)),)
              if short == "result" else ()),
            *(made(f"{short}-{name}-{each}", told.format(name=name, array=array), change(axis))
              for each, (told, change) in MOVED.items()),
            made(f"{short}-third-{name}-is-second", f"from the third {name} on, {array} has the second one again",
                repeated_from_third(axis)),
        )  # fmt: skip


def turned_faults(
    made: Table, array: str, axes: Sequence[str], *, sends: bool = False
) -> Iterator[Row]:
    """Yield the faults of several axes in reverse order, as `np.flip` and `np.rot90` without axes have them.

    Parameters
    ----------
    made : callable
        `image`, `weights`, `gradient` or `result`.
    array : str
    axes : sequence of str
        What an entry of each is called.
    sends : bool, optional
        Whether pixels get what windows send, so that a full convolution has the kernel turned.
    """
    short = array.replace("_", "-").removeprefix("the ").lower()
    image = {*range(2, len(axes))}
    for some in (
        set(each)
        for size in range(2, len(axes) + 1)
        for each in combinations(range(len(axes)), size)
    ):
        if some == image:
            continue  # which has a fault of its own
        told = f"{_several(axes, some)} of {array} are in reverse order"
        if sends and array == "W":
            others = some ^ image
            full = f"{_several(axes, others)} of W are" if others else "none is"
            told += f" (in a full convolution, for which the kernel is to be turned: {full})"
        named = "-and-".join(f"{axes[each]}s" for each in sorted(some))
        yield from about(TURN, made(f"{short}-{named}-reversed", told, flipped(*sorted(some))))


def _several(axes: Sequence[str], some: set[int]) -> str:
    *first, last = (f"{axes[each]}s" for each in sorted(some))
    return f"{', '.join(first)} and {last}" if first else last
