"""Two faults at once: one that explains a part alone beside another, or all by a factor."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.diagnose.observation import near
from cnncheck.faults.fault import Fault, Named
from cnncheck.faults.ways import Way
from cnncheck.faults.wrong_options import EDGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cnncheck.diagnose.evidence import Evidence
    from cnncheck.diagnose.observation import Observation
    from cnncheck.operators.problem import Array

    Pairs = Iterator[tuple[Named, tuple[Named, Named]]]
    Partly = list[tuple[Named, frozenset[int]]]
    """Faults that explain some failures alone, and which."""

SMALL = 20
"""Elements of a problem in which a fault stands alone, and is not everything."""

FIRST_MANNERS = 3
"""Manners of a fault of which one may explain a part alone; the others differ at the edges."""

SPREAD = 3
"""Of so many faults that explain the same part each is tried beside others."""

FIRSTS, MORE = 4, 30
"""Faults that explain a part, of which each is tried together with every other fault; and with
every other one that explains a part."""

EXACT = 1e-9
"""Share by which a factor may be off."""


def pair(evidence: Evidence, partly: Partly) -> tuple[Named, tuple[Named, Named]] | None:
    """Return two faults as one that explains everything, and both.

    Parameters
    ----------
    evidence : Evidence
    partly : list of (Named, frozenset of int)
        As `explaining_partly` returns.
    """
    everything = [*evidence.failing, *evidence.passing]
    for rest, pairs in (*_beside(evidence, partly), (evidence.failing, _scaled(evidence))):
        for together, faults in pairs:
            if not evidence.explains(together, rest[:1]):
                continue
            for way in _at_every_edge(together):
                if evidence.explains(way, rest) and evidence.explains(way, everything):
                    return way, faults
    return None


def _at_every_edge(named: Named) -> Iterator[Named]:
    """Yield a way with windows that leave the image in each manner, its own first."""
    way: Any = named.fault.manners[named.manner]
    yield named
    for edge in EDGES if way.change else ():
        if edge != way.edge:
            at_edge = replace(way, edge=edge)
            yield replace(named, fault=replace(named.fault, manners=(at_edge,)))


def _beside(evidence: Evidence, partly: Partly) -> Iterator[tuple[list[Observation], Pairs]]:
    """Yield pairs of which one explains a part alone, with what it leaves open."""
    near = [way for way, _ in partly]
    for others, most in ((near, MORE), (evidence.ways, FIRSTS), (evidence.orders, FIRSTS)):
        for first, explained in partly[:most]:
            rest = [each for each in evidence.failing if id(each) not in explained]
            yield rest, _pairs(first, others)


def explaining_partly(evidence: Evidence) -> Partly:
    """Return the faults that explain some failures alone, those first that explain most.

    Parameters
    ----------
    evidence : Evidence
    """
    some = [way for way in evidence.ways if way.manner < FIRST_MANNERS]
    explained: list[set[int]] = [set() for _ in some]
    for each in _sample(evidence.failing):  # one after the other: ways begin alike
        for way, which in zip(some, explained, strict=True):
            if evidence.agrees_alone(way, each):
                which.add(id(each))
    alike: dict[frozenset[int], list[Named]] = {}
    for way, which in zip(some, explained, strict=True):
        if which:
            alike.setdefault(frozenset(which), []).append(way)
    most_first = sorted(alike.items(), key=lambda it: -len(it[0]))
    return [(way, which) for which, ways in most_first for way in _spread(ways)]


def _sample(failing: Sequence[Observation]) -> list[Observation]:
    """Return failing problems to explain in part: tiny ones, small ones, and telling ones."""
    finite = [each for each in failing if each.is_finite] or list(failing)
    found = sorted(finite, key=lambda seen: seen.size)[:2] + finite[:1]
    found += sorted(finite, key=lambda seen: abs(seen.size - SMALL))[:2]
    return list({id(each): each for each in found}.values())


def _spread(ways: Sequence[Named]) -> list[Named]:
    """Return ways of different faults, few of them."""
    return list({way.fault.id: way for way in reversed(ways)}.values())[::-1][:SPREAD]


def _scaled(evidence: Evidence) -> Pairs:
    """Yield pairs of which one multiplies everything, so that the other never shows alone."""
    seen = evidence.failing[0]
    if seen.reply.value is None or seen.reply.value.dtype.kind == "c" or not seen.is_finite:
        return
    factors: list[tuple[float, Named]] = []
    others: list[tuple[float, Named]] = []
    for way in evidence.ways:
        value = way.fault.reply(seen.problem, {}, manner=way.manner).value
        if value is not None and value.dtype.kind != "c":
            if (factor := _factor(value, seen.truth)) not in (None, 1.0):
                factors.append((factor, way))
            elif (factor := _factor(seen.reply.value, value)) not in (None, 1.0):
                others.append((factor, way))
    for wanted, other in others:
        alike = (way for factor, way in factors if abs(factor - wanted) <= EXACT * abs(wanted))
        yield from _pairs(other, alike)


def _factor(value: Array, by: Array) -> float | None:
    """Return the number that one array is times another; ``None`` where there is none."""
    if value.shape != by.shape or not np.isfinite(by).all():
        return None
    largest = np.abs(by).argmax() if by.size else 0
    if not by.size or not by.flat[largest]:
        return None
    factor = float(value.flat[largest] / by.flat[largest])
    off = EXACT * float(np.abs(value).max())
    return factor if factor and near(value, factor * by, off) else None


def _pairs(first: Named, others: Iterable[Named]) -> Pairs:
    """Yield a fault together with each other one, in both orders."""
    way = first.fault.manners[first.manner]
    if not isinstance(way, Way):
        return
    for other in others:
        beside = other.fault.manners[other.manner]
        if other.fault.id != first.fault.id and isinstance(beside, Way):
            orders = [(way, beside)] + ([(beside, way)] if way.meets(beside) else [])
            for one, two in orders:
                if both := one.followed_by(two):
                    yield Named(_joined(first.fault, other.fault, both), 0, 0), (first, other)


def _joined(first: Fault, second: Fault, way: Way) -> Fault:
    told = f"{first.sentence}, and {second.sentence}"
    hint = f"{first.hint} {second.hint}"
    return Fault(f"{first.id}+{second.id}", first.function, told, hint, (way,))
