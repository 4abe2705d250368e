"""The parts that faults are put together from: changes of a plan, of an axis, of a result."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from cnncheck.diagnose.kernels import Axis, Plan, plan_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.operators.problem import Array, Problem

    Change = Callable[[Plan], Plan]
    Kernel = Callable[[Plan], Array]
    Then = Callable[[Array, Problem], Array]
    OnAxis = Callable[[Axis], Axis]


T = TypeVar("T")

# --- changes of a plan -------------------------------------------------------------------------


def of_input(change: Callable[[Array], Array]) -> Change:
    """Read a changed X."""
    return lambda plan: replace(plan, X=change(plan.X))


def of_weights(change: Callable[[Array], Array]) -> Change:
    """Use a changed W."""
    return lambda plan: replace(plan, W=change(plan.W))


def of_gradient(change: Callable[[Array], Array]) -> Change:
    """Use a changed gradient."""
    return lambda plan: replace(plan, G=change(plan.G))


def rows(change: OnAxis) -> Change:
    """Change the axis of the rows."""
    return lambda plan: replace(plan, h=change(plan.h))


def columns(change: OnAxis) -> Change:
    """Change the axis of the columns."""
    return lambda plan: replace(plan, w=change(plan.w))


def both(change: OnAxis) -> Change:
    """Change both axes alike."""
    return lambda plan: replace(plan, h=change(plan.h), w=change(plan.w))


def chain(*changes: Change) -> Change:
    """Make one change after the other."""

    def all_of_them(plan: Plan) -> Plan:
        for change in changes:
            plan = change(plan)
        return plan

    return all_of_them


def setting(fit: bool = False, **fields: int) -> OnAxis:
    """Set fields of an axis, and where `fit` holds as many windows as then fit."""

    def change(axis: Axis) -> Axis:
        axis = replace(axis, **fields)
        return axis.fitted() if fit else axis

    return change


def swapped(field: str, *, fit: bool) -> Change:
    """Exchange a field of the two axes."""

    def change(plan: Plan) -> Plan:
        h, w = getattr(plan.h, field), getattr(plan.w, field)
        plan = replace(plan, h=replace(plan.h, **{field: w}), w=replace(plan.w, **{field: h}))
        return both(Axis.fitted)(plan) if fit else plan

    return change


def copied(field: str, source: str, *, fit: bool) -> Change:
    """Use one axis's field for both axes; ``source`` is ``h`` or ``w``."""

    def change(plan: Plan) -> Plan:
        value = getattr(getattr(plan, source), field)
        return both(setting(fit, **{field: value}))(plan)

    return change


def same(array: Array) -> Array:
    """Return the array."""
    return array


# --- changes of an array -----------------------------------------------------------------------


def flipped(*axes: int) -> Callable[[Array], Array]:
    """Turn axes around."""
    return lambda array: np.flip(array, axes)


def square_swapped(array: Array) -> Array:
    """Exchange the last two axes where they are equally long, as ``[j, i]`` for ``[i, j]`` does."""
    if array.shape[-1] != array.shape[-2]:
        raise IndexError(f"index [j, i] leaves {array.shape}")
    return array.swapaxes(-1, -2)


def square_swapped_only(array: Array) -> Array:
    """Exchange the last two axes where they are equally long, and leave other arrays alone."""
    return array.swapaxes(-1, -2) if array.shape[-1] == array.shape[-2] else array


def fill_cleared(*index: Any) -> Callable[[Array], Array]:
    """Put zeros at an index."""

    def change(array: Array) -> Array:
        array = array.copy()
        array[index] = 0
        return array

    return change


def cleared(*index: Any) -> Then:
    """Put zeros at an index of the result."""
    change = fill_cleared(*index)
    return lambda out, _: change(out)


def exact_fit_lost(axis: int) -> Then:
    """Put zeros where the last window ends with the image, as ``range(0, H - KH, sh)`` does."""

    def lost(out: Array, problem: Problem) -> Array:
        plan = plan_of(problem)
        along = plan.h if axis == 2 else plan.w
        if (along.length + 2 * along.padding - along.kernel) % along.stride:
            return out
        return fill_cleared(*(slice(None),) * axis, -1)(out)

    return lost


def everywhere(change: Callable[[Array], Array]) -> Then:
    """Change the result whatever the problem."""
    return lambda out, _: change(out)


def into_zeros(out: Array, problem: Problem) -> Array:
    """Write the result into zeros of the right shape, as far as it goes."""
    whole = np.zeros(problem.out_shape)
    corner = tuple(slice(min(a, b)) for a, b in zip(out.shape, problem.out_shape, strict=True))
    whole[corner] = out[corner]
    return whole


def repeated(index: Any, axis: int) -> Callable[[Array], Array]:
    """Use one entry of an axis in the place of all."""

    def change(array: Array) -> Array:
        return np.broadcast_to(np.take(array, [index], axis), array.shape)

    return change


def averaged(axis: int) -> Callable[[Array], Array]:
    """Use the mean over an axis in the place of every entry."""
    return lambda array: np.broadcast_to(array.mean(axis, keepdims=True), array.shape)


def summed(axis: int) -> Callable[[Array], Array]:
    """Use the sum over an axis in the place of every entry."""
    return lambda array: np.broadcast_to(array.sum(axis, keepdims=True), array.shape)


AXES_ORDERS = (
    (0, 1, 2, 3),
    (1, 0, 2, 3),
    (0, 2, 3, 1),
    (2, 3, 0, 1),
    (1, 2, 3, 0),
    (2, 3, 1, 0),
    (0, 1, 3, 2),
    (3, 2, 1, 0),
)
"""Orders in which people have the four axes at some point of their computation."""


def reshaped_ways(use: Callable[[Callable[[Array], Array]], T]) -> tuple[T, ...]:
    """Return every way of having the axes in one order and taking them to be in another."""
    return tuple(
        use(_reshaped(lying, taken))
        for lying in AXES_ORDERS
        for taken in AXES_ORDERS
        if lying != taken
    )


def _reshaped(lying: tuple[int, ...], taken: tuple[int, ...]) -> Callable[[Array], Array]:
    """Reshape where a transpose belongs: the memory lies in one order and is read in another."""
    back = tuple(int(axis) for axis in np.argsort(taken))

    def change(array: Array) -> Array:
        flat = np.ascontiguousarray(array.transpose(lying))
        return flat.reshape([array.shape[axis] for axis in taken]).transpose(back)

    return change


def lost_ways(
    use: Callable[[Callable[[Array], Array]], T], axis: int, index: int = -1
) -> tuple[T, T]:
    """Return two ways of losing one entry of an axis: always, or only if there are others."""
    clear = fill_cleared(*(slice(None),) * axis, index)
    return use(clear), use(lambda array: clear(array) if array.shape[axis] > 1 else array)
