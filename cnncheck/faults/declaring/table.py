"""The tables in which faults are declared, and how a row becomes a fault.

A row is made by what is wrong: `plan` (which pixels are read), `image`, `weights` or `gradient` (an
array is read wrongly), `kernel` (something else is computed), `result` or `then` (what was computed
is changed). Each takes a name, a sentence, and one way of going wrong for each manner; `about`
puts rows below the hint that they share, and `listed` one group behind the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from cnncheck.faults.parts.arrays import Reshaped
from cnncheck.faults.parts.changes import everywhere, of_bias, of_gradient, of_input, of_weights
from cnncheck.faults.parts.ways import Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cnncheck.faults.declaring.fault import Compute, Kind, Respond
    from cnncheck.faults.parts.arrays import ArrayChange
    from cnncheck.faults.parts.changes import Change, Kernel, Then
    from cnncheck.faults.parts.plans import Edge, Plan
    from cnncheck.operators.problem import Array

    Make = Callable[[Kernel], Iterable[Compute]]


@dataclass(frozen=True, slots=True)
class Row:
    """A fault that does not know its function yet.

    Attributes
    ----------
    name, sentence, hint : str
        As of `Fault`, the name without the function's prefix.
    make : callable
        Makes the manners from the kernel that gives the right answer of a plan.
    responds, kind, bits, raises, option, parts
        As of `Fault`.
    """

    name: str
    sentence: str
    make: Make = lambda _: ()
    hint: str = ""
    responds: tuple[Respond, ...] = ()
    kind: Kind = "values"
    bits: int = 0
    raises: str = ""
    option: str = ""
    parts: int = 1


def about(hint: str, *rows: Row) -> tuple[Row, ...]:
    """Put rows below the hint that they share."""
    return tuple(replace(row, hint=hint) for row in rows)


def listed(*groups: Iterable[Row], option: str = "") -> tuple[Row, ...]:
    """Put rows behind one another.

    Parameters
    ----------
    *groups : iterables of Row
    option : str, optional
        The parameter that all of them are about which are not about another one already.
    """
    return tuple(replace(row, option=row.option or option) for row in chain.from_iterable(groups))


def two_bugs(row: Row) -> Row:
    """Return a row that two bugs have together, each of which there is alone, too."""
    return replace(row, parts=2)


def plan(
    name: str,
    sentence: str,
    *changes: Change,
    edges: tuple[Edge, ...] = ("raise",),
    then: Then | None = None,
) -> Row:
    """Return a fault whose plan is changed: by each change, in each edge's manner."""
    ways = [(change, edge) for change in changes for edge in edges]
    return Row(name, sentence, lambda right: (Way(right, None, *way, then=then) for way in ways))


def _ordered(row: Row, changes: Sequence[ArrayChange]) -> Row:
    """Return a row whose ways know the orders of axes that are taken for one another, one for each change."""
    orders = [each if isinstance(each, Reshaped) else None for each in changes]
    if not any(orders):
        return row
    return replace(row, make=lambda right: map(_in_order, row.make(right), orders))


def _in_order(way: Compute, orders: Reshaped | None) -> Compute:
    return replace(way, orders=orders) if isinstance(way, Way) else way


def image(name: str, sentence: str, *changes: ArrayChange) -> Row:
    """Return a fault that reads a changed X."""
    return _ordered(plan(name, sentence, *map(of_input, changes)), changes)


def weights(name: str, sentence: str, *changes: ArrayChange) -> Row:
    """Return a fault that uses a changed W."""
    return _ordered(plan(name, sentence, *map(of_weights, changes)), changes)


def bias(name: str, sentence: str, *changes: Callable[[Array, Plan], Array]) -> Row:
    """Return a fault that adds something else than the bias."""
    return plan(name, sentence, *map(of_bias, changes))


def gradient(name: str, sentence: str, *changes: ArrayChange) -> Row:
    """Return a fault that starts from a changed gradient."""
    return _ordered(plan(name, sentence, *map(of_gradient, changes)), changes)


def kernel(
    name: str, sentence: str, *computing: Kernel, kind: Kind = "values", raises: str = ""
) -> Row:
    """Return a fault that computes something else from the right plan."""
    return Row(
        name,
        sentence,
        lambda right: (Way(right, each) for each in computing),
        kind=kind,
        raises=raises,
    )


def result(name: str, sentence: str, *changes: ArrayChange) -> Row:
    """Return a fault whose right result is changed."""
    return _ordered(then(name, sentence, *map(everywhere, changes)), changes)


def then(name: str, sentence: str, *changes: Then) -> Row:
    """Return a fault whose right result is changed in view of the problem."""
    return Row(name, sentence, lambda right: (Way(right, then=change) for change in changes))


def computed(
    name: str,
    sentence: str,
    *manners: Compute,
    kind: Kind = "values",
    bits: int = 0,
    raises: str = "",
) -> Row:
    """Return a fault that is computed in any way at all."""
    return Row(name, sentence, lambda _: manners, kind=kind, bits=bits, raises=raises)


def behaviour(name: str, sentence: str, *responds: Respond) -> Row:
    """Return a fault in what a call does rather than in what it computes."""
    return Row(name, sentence, responds=responds, kind="behaviour")
