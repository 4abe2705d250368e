"""The parts that faults are put together from: changes of a plan, of an axis, of the result."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.faults.parts.arrays import cleared, entry
from cnncheck.faults.parts.kernels import coverage
from cnncheck.faults.parts.plans import Axis, Plan, plan_of, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cnncheck.faults.parts.arrays import ArrayChange
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


def of_bias(change: Callable[[Array, Plan], Array]) -> Change:
    """Add something else than the bias, where there is one."""
    return lambda plan: replace(plan, b=change(plan.b, plan)) if plan.b.size else plan


def reducing(**fields: Any) -> Change:
    """Make something else of each window."""
    return lambda plan: replace(plan, reduction=dataclasses.replace(plan.reduction, **fields))


def rows(change: OnAxis) -> Change:
    """Change the axis of the rows."""
    return lambda plan: replace(plan, h=change(plan.h))


def columns(change: OnAxis) -> Change:
    """Change the axis of the columns."""
    return lambda plan: replace(plan, w=change(plan.w))


def both(change: OnAxis) -> Change:
    """Change both axes alike, and that of the planes of a volume."""
    return lambda plan: plan.along_all(change)


def each_axis(change: OnAxis) -> tuple[Change, Change, Change]:
    """Return three ways of changing axes: both, only the rows, only the columns."""
    return both(change), rows(change), columns(change)


def setting(fit: bool = False, **fields: Any) -> OnAxis:
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


def _values(axis: Axis, fields: Iterable[str]) -> dict[str, int]:
    return {field: getattr(axis, field) for field in fields}


def one_sided(*, start: bool) -> Change:
    """Put all padding before the image, or all of it behind."""

    def moved(axis: Axis) -> Axis:
        whole = axis.before + axis.after
        before, after = (whole, 0) if start else (0, whole)
        return replace(axis, before=before, after=after)

    return both(moved)


def swapped(*fields: str) -> Callable[[bool], Change]:
    """Exchange fields of the two axes; called with whether as many windows as fit are counted."""

    def change(fit: bool) -> Change:
        def exchanged(plan: Plan) -> Plan:
            h, w = _values(plan.h, fields), _values(plan.w, fields)
            return rows(setting(fit, **w))(columns(setting(fit, **h))(plan))

        return exchanged

    return change


def copied(source: str, *fields: str) -> Callable[[bool], Change]:
    """Use one axis's fields for both axes; ``source`` is ``h`` or ``w``, the rest as `swapped`."""

    def change(fit: bool) -> Change:
        return lambda plan: both(setting(fit, **_values(getattr(plan, source), fields)))(plan)

    return change


def shorter(field: str) -> tuple[Change, Change]:
    """Return two ways of using the smaller of a field's two values: for columns, or for both."""

    def least(plan: Plan) -> OnAxis:
        return setting(**{field: min(getattr(plan.h, field), getattr(plan.w, field))})

    return lambda plan: columns(least(plan))(plan), lambda plan: both(least(plan))(plan)


def windows_lost(axis: int) -> tuple[Change, Change]:
    """Return two ways of ending before the last row or column of windows: always, or if it is not the only one."""
    name = {-2: "h", -1: "w"}[axis]

    def lost(plan: Plan, least: int) -> Plan:
        its = getattr(plan, name)
        count = max(its.count - 1, least)
        fields: dict[str, Any] = {
            "G": np.take(plan.G, range(count), axis),
            name: replace(its, count=count),
        }
        return replace(plan, **fields)

    return lambda plan: lost(plan, 0), lambda plan: lost(plan, 1)


def fitting_lost(axis: int) -> Change:
    """Leave out the last row or column of windows where it ends with the image and is not one of several left out."""
    always, _ = windows_lost(axis)

    def lost(plan: Plan) -> Plan:
        its = plan.h if axis == -2 else plan.w
        fits = not its.spans and not its.left and its.count == its.fitted().count
        return always(plan) if fits and its.count and not (axis == -2 and plan.flat) else plan

    return lost


# --- changes of a kernel and of the result --------------------------------------------------------------------


def divided_by_overlap(kernel: Kernel) -> Kernel:
    """Divide each pixel by the number of taps that read it."""
    return lambda plan: kernel(plan) / np.maximum(coverage(plan), 1)


def cut_off(kernel: Kernel) -> Kernel:
    """Return a gradient only as far as the last window reaches."""

    def cut(plan: Plan) -> Array:
        reached = (slice(axis.padded - axis.left) for axis in plan.axes)
        return kernel(plan)[(slice(None), slice(None), *reached)]

    return cut


def everywhere(change: ArrayChange) -> Then:
    """Change the result whatever the problem."""
    return lambda out, _: change(out)


def exact_fit_lost(axis: int) -> Then:
    """Put zeros where the last window ends with the image, as ``range(0, H - KH, sh)`` does."""

    def lost(out: Array, problem: Problem) -> Array:
        plan = plan_of(problem)
        along = plan.axes[axis]
        return out if along.left else cleared(entry(axis, -1))(out)

    return lost


def into_zeros(out: Array, problem: Problem) -> Array:
    """Write the result into zeros of the right shape, as far as it goes."""
    whole = np.zeros(problem.out_shape)
    corner = tuple(slice(min(a, b)) for a, b in zip(out.shape, problem.out_shape, strict=True))
    whole[corner] = out[corner]
    return whole
