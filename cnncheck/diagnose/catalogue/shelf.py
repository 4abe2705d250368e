"""Where the faults of one function are put together, and how a fault becomes a function.

A shelf takes faults by what is wrong: ``plan`` (which pixels are read), ``input``, ``weights`` or
``gradient`` (an array is read wrongly), ``kernel`` (something else is computed), ``result`` or
``then`` (what was computed is changed). Each takes a hint and the rows of faults that it belongs
to: a name, a sentence, and one way of going wrong for each manner.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from cnncheck.diagnose.catalogue.changes import everywhere, of_gradient, of_input, of_weights
from cnncheck.diagnose.fault import Fault
from cnncheck.diagnose.kernels import Edge, plan_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cnncheck.diagnose.catalogue.arrays import ArrayChange
    from cnncheck.diagnose.catalogue.changes import Change, Kernel, Then
    from cnncheck.diagnose.fault import Compute, Kind, Respond
    from cnncheck.operators.problem import Array, Problem

    T = TypeVar("T")
    U = TypeVar("U")
    Row = tuple[str, str, *tuple[T, ...]]


class Shelf:
    """The faults of one function, in the order in which they are put there.

    Parameters
    ----------
    prefix : str
        First part of the ids.
    function : str
    right : callable, optional
        The kernel that gives the right answer of a plan.
    """

    def __init__(self, prefix: str, function: str, right: Kernel | None = None) -> None:
        self.prefix = prefix
        self.function = function
        self.right = right
        self.faults: list[Fault] = []

    def plan(self, hint: str, *rows: Row[Change], edges: tuple[Edge, ...] = ("raise",)) -> None:
        """Put faults on the shelf whose plan is changed: by each change, in each edge's manner."""
        for name, sentence, *changes in rows:
            ways = (self.run(change, edge) for change in changes for edge in edges)
            self.add(hint, (name, sentence, *ways))

    def input(self, hint: str, *rows: Row[ArrayChange]) -> None:
        """Put faults on the shelf that read a changed X."""
        self.plan(hint, *made(rows, of_input))

    def weights(self, hint: str, *rows: Row[ArrayChange]) -> None:
        """Put faults on the shelf that use a changed W."""
        self.plan(hint, *made(rows, of_weights))

    def gradient(self, hint: str, *rows: Row[ArrayChange]) -> None:
        """Put faults on the shelf that start from a changed gradient."""
        self.plan(hint, *made(rows, of_gradient))

    def kernel(self, hint: str, *rows: Row[Kernel]) -> None:
        """Put faults on the shelf that compute something else from the right plan."""
        self.add(hint, *made(rows, lambda kernel: self.run(kernel=kernel)))

    def result(self, hint: str, *rows: Row[ArrayChange]) -> None:
        """Put faults on the shelf whose right result is changed."""
        self.then(hint, *made(rows, everywhere))

    def then(self, hint: str, *rows: Row[Then]) -> None:
        """Put faults on the shelf whose right result is changed in view of the problem."""
        self.add(hint, *made(rows, lambda then: self.run(then=then)))

    def behaviour(self, hint: str, *rows: Row[Respond]) -> None:
        """Put faults on the shelf in what a call does rather than in what it computes."""
        for name, sentence, *responds in rows:
            self._put(name, sentence, hint, responds=tuple(responds), kind="behaviour")

    def add(
        self,
        hint: str,
        *rows: Row[Compute],
        kind: Kind = "values",
        bits: int = 0,
        raises: str = "",
    ) -> None:
        """Put faults on the shelf that are computed in any way at all."""
        for name, sentence, *manners in rows:
            self._put(name, sentence, hint, tuple(manners), kind=kind, bits=bits, raises=raises)

    def _put(
        self,
        name: str,
        sentence: str,
        hint: str,
        manners: tuple[Compute, ...] = (),
        responds: tuple[Respond, ...] = (),
        kind: Kind = "values",
        bits: int = 0,
        raises: str = "",
    ) -> None:
        self.faults.append(
            Fault(
                f"{self.prefix}/{name}",
                self.function,
                sentence,
                hint,
                manners,
                responds,
                kind,
                bits=bits,
                raises=raises,
            )
        )

    def run(
        self,
        change: Change | None = None,
        edge: Edge = "raise",
        then: Then | None = None,
        kernel: Kernel | None = None,
    ) -> Compute:
        """Return a manner: change the plan, run the kernel on it, change the result."""
        compute = kernel or self.right
        if compute is None:
            raise ValueError(f"{self.prefix} has no kernel")

        def manner(problem: Problem) -> Array:
            if change is None:
                out = _unchanged(compute, problem)
            else:
                out = compute(replace(change(_plan(problem)), edge=edge))
            return out if then is None else then(out, problem)

        return manner


def made(rows: Iterable[Row[T]], make: Callable[[T], U]) -> Iterator[Row[U]]:
    """Make something else of each way in each row."""
    for name, sentence, *ways in rows:
        yield name, sentence, *(make(way) for way in ways)


# Many faults are asked about the same problem in a row, and begin in the same way.
_plan = lru_cache(maxsize=2)(plan_of)


@lru_cache(maxsize=4)
def _unchanged(kernel: Kernel, problem: Problem) -> Array:
    return kernel(_plan(problem))
