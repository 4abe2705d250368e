"""Where the faults of one function are put together, and how a fault becomes a function."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from cnncheck.diagnose.fault import Fault
from cnncheck.diagnose.kernels import Axis, Edge, Plan, plan_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.fault import Compute, Kind, Respond
    from cnncheck.operators.problem import Array, Problem

    Change = Callable[[Plan], Plan]
    Kernel = Callable[[Plan], Array]
    Then = Callable[[Array, Problem], Array]
    OnAxis = Callable[[Axis], Axis]


class Shelf:
    """The faults of one function, in the order in which they are put there.

    Parameters
    ----------
    prefix : str
        First part of the ids.
    function : str
    kernel : callable, optional
        The right answer of a plan.
    """

    def __init__(self, prefix: str, function: str, kernel: Kernel | None = None) -> None:
        self.prefix = prefix
        self.function = function
        self.kernel = kernel
        self.faults: list[Fault] = []

    def add(
        self,
        name: str,
        sentence: str,
        hint: str,
        *manners: Compute,
        kind: Kind = "values",
        responds: tuple[Respond, ...] = (),
        same_as: tuple[str, ...] = (),
    ) -> None:
        """Put a fault on the shelf; ``same_as`` names its equivalents on the same shelf."""
        self.faults.append(
            Fault(
                f"{self.prefix}/{name}",
                self.function,
                sentence,
                hint,
                manners,
                responds,
                kind,
                frozenset(f"{self.prefix}/{other}" for other in same_as),
            )
        )

    def change(
        self,
        name: str,
        sentence: str,
        hint: str,
        *changes: Change,
        edges: tuple[Edge, ...] = ("raise",),
    ) -> None:
        """Put a fault on the shelf that is the right kernel on a changed plan, in each edge's manner."""
        manners = (self.run(change, edge) for change in changes for edge in edges)
        self.add(name, sentence, hint, *manners)

    def then(self, name: str, sentence: str, hint: str, *thens: Then) -> None:
        """Put a fault on the shelf that is a changed result of the right kernel."""
        self.add(name, sentence, hint, *(self.run(then=then) for then in thens))

    def run(
        self,
        change: Change | None = None,
        edge: Edge = "raise",
        then: Then | None = None,
        kernel: Kernel | None = None,
    ) -> Compute:
        """Return a manner: change the plan, run the kernel on it, change the result."""
        compute = kernel or self.kernel
        if compute is None:
            raise ValueError(f"{self.prefix} has no kernel")

        def manner(problem: Problem) -> Array:
            if change is None:
                out = _unchanged(compute, problem)
            else:
                out = compute(replace(change(_plan(problem)), edge=edge))
            return out if then is None else then(out, problem)

        return manner


# Many faults are asked about the same problem in a row, and begin in the same way.
_plan = lru_cache(maxsize=2)(plan_of)


@lru_cache(maxsize=4)
def _unchanged(kernel: Kernel, problem: Problem) -> Array:
    return kernel(_plan(problem))
