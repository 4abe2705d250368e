"""One way of going wrong, kept in its parts, so that two can be put together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cnncheck.faults.parts.flowing import flowing
from cnncheck.faults.parts.kernels import with_bias
from cnncheck.faults.parts.lifting import lifted, lowered
from cnncheck.faults.parts.plans import plan_of, replace

if TYPE_CHECKING:
    from cnncheck.faults.parts.arrays import Reshaped
    from cnncheck.faults.parts.changes import Change, Kernel, Then
    from cnncheck.faults.parts.plans import Axis, Edge, Plan
    from cnncheck.operators.problem import Array, Problem


SMALL = 1000
"""Pixels of an image up to which what a change comes to is kept: it is asked for beside many others."""


@dataclass(frozen=True, slots=True)
class Way:
    """Variant of a fault: what is computed in place of the right answer.

    Attributes
    ----------
    right : callable
        The kernel that gives the right answer of a plan.
    kernel : callable, optional
        What is computed instead.
    change : callable, optional
        Of the plan, before.
    edge : {"raise", "zero", "skip", "clip", "spread", "flow", "lowest", "unless-empty"}
        What becomes of windows that the changed plan takes out of the image.
    then : callable, optional
        What is made of the result.
    of_one_row : bool
        Whether a sequence is taken for an image of one row.
    orders : Reshaped, optional
        The orders of axes of which one is taken for the other, where that is what is wrong.
    """

    right: Kernel
    kernel: Kernel | None = None
    change: Change | None = None
    edge: Edge = "raise"
    then: Then | None = None
    of_one_row: bool = False
    orders: Reshaped | None = None

    def __call__(self, problem: Problem) -> Array:
        """Return what comes out of a problem."""
        if self.of_one_row:
            return lowered(self._of_images(lifted(problem)), problem)
        return self._of_images(problem)

    def _of_images(self, problem: Problem) -> Array:
        kernel = self.kernel or self.right
        if self.change is None:
            out = unchanged(kernel, problem)
        else:
            out = self._changed(kernel, self.change, problem)
        return out if self.then is None else self.then(out, problem)

    def _changed(self, kernel: Kernel, change: Change, problem: Problem) -> Array:
        """Return what comes of the changed plan; where no window leaves the image, at any edge."""
        small = right_plan(problem).X.size <= SMALL
        inside = (_of_small if small else _inside)(kernel, change, problem)
        if not isinstance(inside, Exception):
            return inside
        if self.edge == "raise":
            raise inside.with_traceback(None)  # which would grow with each time
        if self.edge == "flow":
            return flowing(kernel, change(right_plan(problem)))
        return _computed(kernel, change(right_plan(problem)).at_the_edge(self.edge), problem)

    def only_under(self, option: str) -> Way:
        """Return what is wrong where an option has not its default, and right elsewhere.

        A divisor leaves it open what counts as a pixel.
        """
        right, kernel, change, then = self.right, self.kernel, self.change, self.then

        def chosen(plan: Plan) -> bool:
            counts = option != "count_include_pad" or "divisor" not in plan.options
            return option in plan.options and counts

        def computed(plan: Plan) -> Array:
            return (kernel or right)(plan) if chosen(plan) else right(plan)

        def changed(plan: Plan) -> Plan:
            return change(plan) if change and chosen(plan) else plan

        def done(out: Array, problem: Problem) -> Array:
            return then(out, problem) if then and chosen(right_plan(problem)) else out

        return Way(
            right,
            computed if kernel else None,
            changed if change else None,
            self.edge,
            done if then else None,
            self.of_one_row,
        )

    def meets(self, other: Way) -> bool:
        """Whether it matters which of the two comes first."""
        return bool((self.change and other.change) or (self.then and other.then))

    def followed_by(self, other: Way) -> Way | None:
        """Return both at once, this change first; ``None`` where both compute something else."""
        kernel = self.kernel or other.kernel
        if self.kernel and other.kernel:
            join = getattr(self.kernel, "beside", None)  # of one that has parts
            kernel = join(other.kernel) if join else None
            if kernel is None:
                return None
        return Way(
            self.right,
            kernel,
            _chained(self.change, other.change),
            other.edge if self.edge == "raise" else self.edge,
            _both_done(self.then, other.then),
            self.of_one_row,
        )


def _chained(first: Change | None, second: Change | None) -> Change | None:
    if first is None or second is None:
        return first or second
    return _Chained(first, second)


@dataclass(frozen=True, slots=True)
class _Chained:
    """Two changes, one after the other; those of the same two are the same."""

    first: Change
    second: Change

    def __call__(self, plan: Plan) -> Plan:
        return self.second(_after(self.first, plan))


@lru_cache(maxsize=64)  # a fault is tried beside many others
def _after(change: Change, plan: Plan) -> Plan:
    return change(plan)


def _both_done(first: Then | None, second: Then | None) -> Then | None:
    if first is None or second is None:
        return first or second

    def then(out: Array, problem: Problem) -> Array:
        return second(first(out, problem), problem)

    return then


# Many faults are asked about the same problem in a row, and begin in the same way; many come to the
# same windows where all is small.
right_plan = lru_cache(maxsize=64)(plan_of)


@lru_cache(maxsize=4)
def unchanged(kernel: Kernel, problem: Problem) -> Array:
    """Return what a kernel makes of the right plan; asked twice, it is the same array."""
    return with_bias(right_plan(problem), kernel(right_plan(problem)))


@lru_cache(maxsize=2)
def _inside(kernel: Kernel, change: Change, problem: Problem) -> Array | ValueError | IndexError:
    try:
        return _computed(kernel, change(right_plan(problem)).at_the_edge("raise"), problem)
    except (ValueError, IndexError) as error:
        return error.with_traceback(None)  # which holds arrays


_of_small = lru_cache(maxsize=1024)(_inside.__wrapped__)


def _computed(kernel: Kernel, plan: Plan, problem: Problem) -> Array:
    right = right_plan(problem)
    same = plan.X is right.X and plan.W is right.W and plan.G is right.G
    same = same and plan.addresses is None
    if same and (plan.groups, plan.reduction) == (right.groups, right.reduction):
        return with_bias(plan, _over_windows(kernel, problem, plan.axes))
    return with_bias(plan, kernel(plan))


@lru_cache(maxsize=128)
def _over_windows(kernel: Kernel, problem: Problem, axes: tuple[Axis, ...]) -> Array:
    *depth, h, w = axes
    return kernel(replace(right_plan(problem), h=h, w=w, d=depth[0] if depth else None))
