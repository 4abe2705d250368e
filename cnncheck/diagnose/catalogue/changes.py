"""The parts that faults are put together from: changes of a plan, of an axis, of the result."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.catalogue.arrays import cleared
from cnncheck.diagnose.kernels import Axis, Plan, plan_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.catalogue.arrays import ArrayChange
    from cnncheck.operators.problem import Array, Problem

    Change = Callable[[Plan], Plan]
    Kernel = Callable[[Plan], Array]
    Then = Callable[[Array, Problem], Array]
    OnAxis = Callable[[Axis], Axis]

# --- changes of a plan -------------------------------------------------------------------------


def of_input(change: ArrayChange) -> Change:
    """Read a changed X."""
    return lambda plan: replace(plan, X=change(plan.X))


def of_weights(change: ArrayChange) -> Change:
    """Use a changed W."""
    return lambda plan: replace(plan, W=change(plan.W))


def of_gradient(change: ArrayChange) -> Change:
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


def each_axis(change: OnAxis) -> tuple[Change, Change, Change]:
    """Return three ways of changing axes: both, only the rows, only the columns."""
    return both(change), rows(change), columns(change)


def setting(fit: bool = False, **fields: int) -> OnAxis:
    """Set fields of an axis, and where `fit` holds as many windows as then fit."""

    def change(axis: Axis) -> Axis:
        axis = replace(axis, **fields)
        return axis.fitted() if fit else axis

    return change


def taking(fit: bool = False, **sources: str) -> OnAxis:
    """Take other fields of an axis for the fields named, as in ``taking(stride="kernel")``."""

    def change(axis: Axis) -> Axis:
        fields = {name: getattr(axis, source) for name, source in sources.items()}
        return setting(fit, **fields)(axis)

    return change


def more(**steps: int) -> OnAxis:
    """Add to fields of an axis."""

    def change(axis: Axis) -> Axis:
        return replace(axis, **{name: getattr(axis, name) + step for name, step in steps.items()})

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


def shorter(field: str) -> tuple[Change, Change]:
    """Return two ways of using the smaller of a field's two values: for columns, or for both."""

    def least(plan: Plan) -> OnAxis:
        return setting(**{field: min(getattr(plan.h, field), getattr(plan.w, field))})

    return lambda plan: columns(least(plan))(plan), lambda plan: both(least(plan))(plan)


# --- changes of the result --------------------------------------------------------------------


def everywhere(change: ArrayChange) -> Then:
    """Change the result whatever the problem."""
    return lambda out, _: change(out)


def exact_fit_lost(axis: int) -> Then:
    """Put zeros where the last window ends with the image, as ``range(0, H - KH, sh)`` does."""

    def lost(out: Array, problem: Problem) -> Array:
        plan = plan_of(problem)
        along = plan.h if axis == 2 else plan.w
        if (along.length + 2 * along.padding - along.kernel) % along.stride:
            return out
        return cleared((*(slice(None),) * axis, -1))(out)

    return lost


def into_zeros(out: Array, problem: Problem) -> Array:
    """Write the result into zeros of the right shape, as far as it goes."""
    whole = np.zeros(problem.out_shape)
    corner = tuple(slice(min(a, b)) for a, b in zip(out.shape, problem.out_shape, strict=True))
    whole[corner] = out[corner]
    return whole
