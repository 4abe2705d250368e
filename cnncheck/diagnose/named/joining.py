"""Two faults as one, in each order and in each manner of leaving the image."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cnncheck.faults.declaring.fault import Fault, Named
from cnncheck.faults.in_options.wrong_options import EDGES
from cnncheck.faults.parts.ways import Way

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Pairs = Iterator[tuple[Named, tuple[Named, Named]]]
    """Two faults as one, and both."""


def paired(first: Named, others: Iterable[Named]) -> Pairs:
    """Yield a fault together with each other one, in both orders.

    Parameters
    ----------
    first : Named
    others : iterable of Named
    """
    way = first.fault.manners[first.manner]
    if not isinstance(way, Way):
        return
    for other in others:
        beside = other.fault.manners[other.manner]
        if other.fault.id != first.fault.id and isinstance(beside, Way):
            orders = [(way, beside)] + ([(beside, way)] if way.meets(beside) else [])
            for one, two in orders:
                if both := one.followed_by(two):
                    yield Named(_of_both(first.fault, other.fault, both), 0, 0), (first, other)


def _of_both(first: Fault, second: Fault, way: Way) -> Fault:
    told = f"{first.sentence}, and {second.sentence}"
    hint = f"{first.hint} {second.hint}"
    return Fault(f"{first.id}+{second.id}", first.function, told, hint, (way,))


def told_apart(named: Named) -> object:
    """Return what tells a way apart from others but for what becomes of windows that leave the image."""
    way = named.fault.manners[named.manner]
    return (way.kernel, way.change, way.then) if isinstance(way, Way) else way


def edge_of(named: Named) -> str:
    """Return what becomes of windows that leave the image."""
    way: Any = named.fault.manners[named.manner]
    return str(way.edge)


def at_every_edge(named: Named) -> Iterator[Named]:
    """Yield a way with windows that leave the image in each manner, an error first."""
    way: Any = named.fault.manners[named.manner]
    for edge in dict.fromkeys((*EDGES, "flow", way.edge)) if way.change else (way.edge,):
        if edge == way.edge:
            yield named
        else:
            at_edge = replace(way, edge=edge)
            yield replace(named, fault=replace(named.fault, manners=(at_edge,)))


def strict_ones(ways: Iterable[Named]) -> Iterator[tuple[int, Named]]:
    """Yield ways, by their identity, that differ at the edges from one that raises there, and that."""
    raising: dict[object, Named] = {}
    for way in ways:
        its = way.fault.manners[way.manner]
        if isinstance(its, Way) and its.change is not None:
            place = its.kernel, its.change, its.then
            if its.edge == "raise":
                raising[place] = way
            elif place in raising:
                yield id(way), raising[place]
