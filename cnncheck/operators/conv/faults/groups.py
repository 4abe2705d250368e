"""Faults of a convolution in groups, in all of its passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.table import Row, about, listed, plan, then
from cnncheck.faults.parts import kernels
from cnncheck.faults.parts.plans import replace
from cnncheck.faults.parts.ways import Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cnncheck.faults.parts.changes import Change, Kernel, Then
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.problem import Array, Problem

    Regrouped = Callable[[Array, int], Array]

READS = "The first F/G filters read the first C/G channels, the next F/G the next, and so on."
ORDER = "Filter f is of group f // (F/G): its groups lie one behind the other, not in turn."
ALL = "Every group is computed, and has output channels of its own."
WEIGHTS = "Each group has filters of its own, W[g*F/G:(g+1)*F/G]."

X_AXIS, W_AXIS = 1, 0
"""The axes that groups divide: of channels, and of filters."""


# --- ways of taking groups for others: an array with its groups first, and their number ---------


def _interleaved(array: Array, groups: int) -> Array:
    """Take each G-th entry for a group: entry i*G + g where g*n + i belongs."""
    return (
        array.reshape(len(array) // groups, groups, *array.shape[1:])
        .swapaxes(0, 1)
        .reshape(array.shape)
    )


def _in_turn(array: Array, groups: int) -> Array:
    """Put the groups' entries in turn: the reverse of the above."""
    return (
        array.reshape(groups, len(array) // groups, *array.shape[1:])
        .swapaxes(0, 1)
        .reshape(array.shape)
    )


def _of(pick: Callable[[Array], Array]) -> Regrouped:
    """Change (G, n, ...) as one array."""

    def change(array: Array, groups: int) -> Array:
        grouped = array.reshape(groups, len(array) // groups, *array.shape[1:])
        return np.broadcast_to(pick(grouped), grouped.shape).reshape(array.shape)

    return change


def _only(index: slice) -> Regrouped:
    def pick(grouped: Array) -> Array:
        kept = np.zeros_like(grouped)
        kept[index] = grouped[index]
        return kept

    return _of(pick)


_first = _of(lambda grouped: grouped[:1])
_last = _of(lambda grouped: grouped[-1:])
_summed = _of(lambda grouped: grouped.sum(axis=0, keepdims=True))
_averaged = _of(lambda grouped: grouped.mean(axis=0, keepdims=True))


def _overlapping(array: Array, groups: int) -> Array:
    """Begin group g at entry g, not behind all entries of the groups before it."""
    size = len(array) // groups
    return array[np.add.outer(np.arange(groups), np.arange(size)).ravel()]


_reversed = _of(lambda grouped: grouped[::-1])
_next = _of(lambda grouped: np.roll(grouped, -1, axis=0))


def _beginning_at(size: Callable[[Plan], int], array: str, *, spread: bool) -> Change:
    """Begin each group of X's or out_grad's channels, or of filters, at its number times another size.

    Of a group that is cut off to one NumPy may take that one for all; of none there is nothing.
    """
    axis = W_AXIS if array == "W" else X_AXIS

    def change(plan: Plan) -> Plan:
        whole: Array = getattr(plan, array)
        there, own = whole.shape[axis], whole.shape[axis] // plan.groups
        groups: list[int] = []
        for start in size(plan) * np.arange(plan.groups):
            kept = [*range(there)][start : start + own]
            if len(kept) < own and not (spread and len(kept) == min(1, own - 1)):
                raise IndexError("a group begins behind the last channel")
            groups += kept if len(kept) == own else kept * own or [there]
        nothing = np.zeros_like(whole.take([0], axis))
        fields: dict[str, Array] = {
            array: np.concatenate([whole, nothing], axis).take(groups, axis)
        }
        return replace(plan, **fields)

    return change


def _filters_in_group(plan: Plan) -> int:
    return len(plan.W) // plan.groups


def _channels_in_group(plan: Plan) -> int:
    return int(plan.W.shape[1])


def beginning_faults(*arrays: str) -> Iterator[Row]:
    """Yield the ways of beginning a group of these arrays by the size that groups of another one have."""
    for array in arrays:
        yield from listed(_at_sizes_of_others(ENTRIES[array], array), option="groups")


ENTRIES = {"X": "channels of X", "G": "channels of out_grad", "W": "filters"}


def _at_sizes_of_others(what: str, array: str) -> Iterator[Row]:
    others = (
        ("filters", "the number of filters of a group", _filters_in_group)
        if array == "X"
        else ("channels", "the number of channels of X of a group", _channels_in_group),
        ("taps", "the kernel's width", lambda plan: plan.axes[-1].kernel),
    )
    for name, of, size in others:
        sentence = f"group g's {what} begin at g times {of}"
        changes = (_beginning_at(size, array, spread=each) for each in (False, True))
        named = f"groups-of-{array.lower()}-begin-at-{name}"
        yield from about(READS, plan(named, sentence, *changes))


def _along(array: Array, axis: int, change: Regrouped, groups: int) -> Array:
    if groups == 1:
        return array
    return change(array.swapaxes(0, axis), groups).swapaxes(0, axis)


def _channels(change: Regrouped) -> Change:
    """Read other channels of X."""
    return lambda plan: replace(plan, X=_along(plan.X, X_AXIS, change, plan.groups))


def _gradients(change: Regrouped) -> Change:
    """Start from other channels of out_grad."""
    return lambda plan: replace(plan, G=_along(plan.G, X_AXIS, change, plan.groups))


def _filters(change: Regrouped) -> Change:
    """Use other filters of W."""
    return lambda plan: replace(plan, W=_along(plan.W, W_AXIS, change, plan.groups))


def _result(axis: int, change: Regrouped) -> Then:
    def changed(out: Array, problem: Problem) -> Array:
        return _along(out, axis, change, problem.case.groups)

    return changed


def _given_as(name: str, sentence: str, axis: int, *changes: Regrouped) -> Row:
    """Return a fault whose result is put together wrongly, before or after a bias is added."""

    def ways(right: Kernel) -> Iterator[Way]:
        for change in changes:
            yield Way(right, kernel=_put_together(right, axis, change))
            yield Way(right, then=_result(axis, change))

    return Row(name, sentence, ways)


def _put_together(right: Kernel, axis: int, change: Regrouped) -> Kernel:
    return lambda plan: _along(right(plan), axis, change, plan.groups)


def _by_remainder(right: Kernel) -> Kernel:
    """Take filter f to be of group f % G, wherever filters are: in W, out_grad and the result."""

    def computed(plan: Plan) -> Array:
        wrong = _filters(_interleaved)(plan)
        out = right(_gradients(_interleaved)(wrong) if plan.G.size else wrong)
        axis = FILTERS_OF_RESULT.get(right)
        return out if axis is None else _along(out, axis, _in_turn, plan.groups)

    return computed


FILTERS_OF_RESULT: Mapping[Kernel, int] = {kernels.forward: X_AXIS, kernels.backward_filter: W_AXIS}
"""The axis of filters of what comes out, where there is one."""


def _remainder() -> Iterator[Row]:
    sentence = "filter f is taken to be of group f % G, not of f // (F/G)"
    row = Row("groups-by-remainder", sentence, lambda right: [Way(right, _by_remainder(right))])
    yield from about(ORDER, row)


def _divided(out: Array, problem: Problem) -> Array:
    return np.asarray(out / problem.case.groups)


# fmt: off
def _read(to: Callable[[Regrouped], Change], what: str) -> Iterator[Row]:
    """Yield the ways of reading an array by wrong groups; ``what`` is read."""
    yield from about(READS,
        plan("groups-first-for-all", f"the first group's {what} are used for all groups", to(_first)),
        plan("groups-last-for-all", f"the last group's {what} are used for all groups", to(_last)),
        plan("groups-mixed", f"the {what} are summed over the groups, so that all groups get the same", to(_summed)),
        plan("groups-averaged", f"the {what} are averaged over the groups", to(_averaged)),
        plan("groups-reversed", f"the groups of {what} are taken in reverse order", to(_reversed)),
        plan("groups-begin-at-number", f"group g takes the {what} from number g on", to(_overlapping)),
        plan("groups-shifted", f"each group takes the {what} of the next one", to(_next)))
    yield from about(ORDER,
        plan("groups-of-every-gth", f"the {what} of a group are taken to be every G-th, not one behind the other",
            to(_interleaved), to(_in_turn)))


def _given(axis: int) -> Iterator[Row]:
    """Yield the ways of computing a result by wrong groups, whose groups are along an axis."""
    yield from about(ORDER,
        _given_as("groups-in-turn", "the groups' channels of the result are put in turn, not one group behind the other",
            axis, _in_turn, _interleaved),
        _given_as("groups-turned-around", "the groups of the result come out in reverse order", axis, _reversed))
    yield from about(ALL,
        _given_as("groups-first-only", "only the first group is computed, the others stay zero", axis, _only(np.s_[:1])),
        _given_as("groups-last-only", "each group overwrites the one before, and only the last stays", axis, _only(np.s_[-1:])),
        _given_as("groups-last-lost", "the last group stays zero", axis, _only(np.s_[:-1])),
        _given_as("groups-added-up", "the results of all groups are added up, so that all are the same", axis, _summed))
    yield from about("Nothing is divided by the number of groups.",
        then("groups-divided", "the result is divided by the number of groups", _divided))


def _weights() -> Iterator[Row]:
    yield from about(WEIGHTS,
        plan("groups-share-filters", "all groups use the filters of the first group", _filters(_first)),
        plan("groups-filters-reversed", "the groups' filters are taken in reverse order", _filters(_reversed)),
        plan("groups-filters-in-turn", "filter i*G + g is used where g*F/G + i belongs",
            _filters(_interleaved), _filters(_in_turn)))


FORWARD = listed(_read(_channels, "channels of X"), _given(X_AXIS), _weights(), _remainder(), option="groups")
BACKWARD_FILTER = listed(_read(_channels, "channels of X"), _given(W_AXIS), _remainder(), option="groups")
BACKWARD_INPUT = listed(_read(_gradients, "channels of out_grad"), _given(X_AXIS), _weights(), _remainder(), option="groups")
# fmt: on
