"""One way of going wrong, kept in its parts, so that two can be put together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from cnncheck.diagnose.kernels import plan_of

if TYPE_CHECKING:
    from cnncheck.diagnose.catalogue.changes import Change, Kernel, Then
    from cnncheck.diagnose.kernels import Edge, Plan
    from cnncheck.operators.problem import Array, Problem


@dataclass(frozen=True, slots=True)
class Way:
    """What is computed in the place of the right answer: a manner of a fault.

    Attributes
    ----------
    right : callable
        The kernel that gives the right answer of a plan.
    kernel : callable, optional
        What is computed instead.
    change : callable, optional
        Of the plan, before.
    edge : {"raise", "zero", "skip", "clip"}
        What becomes of windows that the changed plan takes out of the image.
    then : callable, optional
        What is made of the result.
    """

    right: Kernel
    kernel: Kernel | None = None
    change: Change | None = None
    edge: Edge = "raise"
    then: Then | None = None

    def __call__(self, problem: Problem) -> Array:
        """Return what comes out of a problem."""
        kernel = self.kernel or self.right
        if self.change is None:
            out = _unchanged(kernel, problem)
        else:
            out = kernel(self.change(_plan(problem)).at_the_edge(self.edge))
        return out if self.then is None else self.then(out, problem)

    def followed_by(self, other: Way) -> Way | None:
        """Return both at once, this change first; ``None`` where both compute something else."""
        if self.kernel and other.kernel:
            return None
        return replace(
            self,
            kernel=self.kernel or other.kernel,
            change=_chained(self.change, other.change),
            edge=other.edge if self.edge == "raise" else self.edge,
            then=_both_done(self.then, other.then),
        )


def _chained(first: Change | None, second: Change | None) -> Change | None:
    if first is None or second is None:
        return first or second

    def change(plan: Plan) -> Plan:
        return second(first(plan))

    return change


def _both_done(first: Then | None, second: Then | None) -> Then | None:
    if first is None or second is None:
        return first or second

    def then(out: Array, problem: Problem) -> Array:
        return second(first(out, problem), problem)

    return then


# Many faults are asked about the same problem in a row, and begin in the same way.
_plan = lru_cache(maxsize=2)(plan_of)


@lru_cache(maxsize=4)
def _unchanged(kernel: Kernel, problem: Problem) -> Array:
    return kernel(_plan(problem))
