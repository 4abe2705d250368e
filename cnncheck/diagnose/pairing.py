"""Two faults at once: one that explains a part alone beside another, or all by a factor."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.diagnose.further import is_padded
from cnncheck.diagnose.observation import near
from cnncheck.faults.fault import Fault, Named
from cnncheck.faults.ways import Way
from cnncheck.faults.wrong_options import EDGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cnncheck.diagnose.evidence import Answer, Evidence
    from cnncheck.diagnose.observation import Observation
    from cnncheck.operators.problem import Array

    Pairs = Iterator[tuple[Named, tuple[Named, Named]]]

SMALL = 20
"""Elements of a problem in which a fault stands alone, and is not everything."""

MOST_ALIKE = 8
"""Faults that come to the same where most shows, of which each may explain a part."""

MORE_SAMPLES = 8
"""Further failing problems by which those that explain a part are told apart."""

FIRSTS, SOME, MORE, MOST_NEAR = 4, 12, 30, 60
"""Faults that explain a part, of which each is tried together with every other fault; with others
that explain a part; and those."""

MOST_SIMULATIONS = 8000
"""Answers that are computed in a search, after which no further pair is tried."""

ORDERS = 12
"""Orders of axes that explain a part, of which each is tried beside others."""

NEARLY = 4
"""Pairs that explain what one of them leaves open, and are wrong elsewhere, at most."""

EXACT = 1e-9
"""Share by which a factor may be off."""


class Pairing:
    """A search for two faults at once.

    Attributes
    ----------
    nearly : list of (Named, Named, Named)
        Two faults, and both as one, which explain what the first leaves open, but not everything.
    """

    def __init__(
        self, evidence: Evidence, partly: Sequence[Named], members: Mapping[int, Sequence[Named]]
    ) -> None:
        self._evidence = evidence
        self._partly = partly
        self._members = members
        self._most = evidence.simulations + MOST_SIMULATIONS
        self.nearly: list[tuple[Named, Named, Named]] = []

    def found(self) -> tuple[Named, tuple[Named, Named]] | None:
        """Return two faults as one that explains everything, and both."""
        evidence = self._evidence
        everything = [*evidence.failing, *evidence.passing]
        for rest, pairs in self._pairs():
            if evidence.simulations > self._most:
                break
            for together, faults in pairs:
                for way in _at_every_edge(together):
                    if not evidence.explains(way, rest):
                        continue
                    if evidence.explains(way, everything):
                        return way, faults
                    self._note(way, faults)
        return None

    def _note(self, way: Named, faults: tuple[Named, Named]) -> None:
        alike = sum(first is faults[0] for first, *_ in self.nearly)
        if len(self.nearly) < NEARLY and alike < 2:
            self.nearly.append((*faults, way))

    def _pairs(self) -> Iterator[tuple[list[Observation], Pairs]]:
        """Yield pairs of which one explains a part alone, with what it leaves open."""
        evidence, orders = self._evidence, {id(way) for way in self._evidence.orders}
        partly = [each for each in self._partly if id(each) not in orders]
        ordered = [each for each in self._partly if id(each) in orders]
        near = partly[:MOST_NEAR]
        ways = [each[0] for each in self._members.values()]
        for firsts, others in (
            (partly[:FIRSTS], near),
            (partly[:FIRSTS], evidence.orders),
            (partly[FIRSTS:SOME], near),
            (partly[:SOME], ways),
            (ordered[:ORDERS], evidence.orders),
            (partly[SOME:MORE], near),
        ):
            for first in firsts:
                rest = [e for e in evidence.failing if not evidence.agrees_alone(first, e)]
                if rest:
                    yield rest, self._beside(first, others, rest[0])
        yield evidence.failing, _scaled(evidence)

    def _beside(self, first: Named, others: Sequence[Named], open_: Observation) -> Pairs:
        """Yield the pairs that explain one thing; what comes to the same alone is tried once."""
        for alike in self._evidence.distinct(others, open_):
            if self._evidence.simulations > self._most:
                return
            tried = next(filter(None, ([*_pairs(first, [way])] for way in alike)), [])
            if any(self._agree(together, open_) for together, _ in tried):
                members = (self._members.get(id(way), [way]) for way in alike)
                yield from _pairs(first, chain.from_iterable(members))

    def _agree(self, together: Named, open_: Observation) -> bool:
        """Whether a pair explains one thing, in whichever manner it goes over the edge."""
        for way in _at_every_edge(together):
            if self._evidence.agrees(way, open_):
                return True
            if _edge_of(way) == "raise" and self._evidence.returns(way, open_.problem):
                return False  # no window leaves the image: all manners are alike
        return False


def _edge_of(named: Named) -> str:
    way: Any = named.fault.manners[named.manner]
    return str(way.edge)


def _at_every_edge(named: Named) -> Iterator[Named]:
    """Yield a way with windows that leave the image in each manner, an error first."""
    way: Any = named.fault.manners[named.manner]
    for edge in EDGES if way.change else (way.edge,):
        at_edge = replace(way, edge=edge)
        yield replace(named, fault=replace(named.fault, manners=(at_edge,)))


def explaining_partly(evidence: Evidence, members: Mapping[int, Sequence[Named]]) -> list[Named]:
    """Return the faults that explain some failures alone, those first that explain most.

    Parameters
    ----------
    evidence : Evidence
    members : mapping of int to sequence of Named
        Ways that are alike, by the identity of the first.
    """
    firsts = [each[0] for each in members.values()] + evidence.orders
    explained: set[int] = set()
    samples = _sample(evidence.failing)
    for each in samples:  # one after the other: ways begin alike
        explained |= {id(way) for way in firsts if evidence.agrees_alone(way, each)}
    ways = [
        each
        for way in firsts
        if id(way) in explained
        for each in members.get(id(way), [way])[:MOST_ALIKE]
    ]
    spread = evidence.failing[:: max(len(evidence.failing) // MORE_SAMPLES, 1)]
    samples = list({id(each): each for each in (*samples, *spread)}.values())
    counts: dict[int, int] = {}
    answered: dict[tuple[Answer, ...], list[Named]] = {}
    for way in ways:
        answers = tuple(evidence.answer(way, each) for each in samples)
        counts[id(way)] = sum(evidence.agrees_alone(way, each) for each in samples)
        answered.setdefault(answers, []).append(way)
    # What comes to the same is tried at its edges anyway.
    different = sorted((each[0] for each in answered.values()), key=lambda way: -counts[id(way)])
    best = sorted(different[: 2 * SOME], key=lambda way: -_explained(evidence, way))
    return best + different[2 * SOME :]


def _explained(evidence: Evidence, way: Named) -> int:
    return sum(evidence.agrees_alone(way, each) for each in evidence.failing)


def _sample(failing: Sequence[Observation]) -> list[Observation]:
    """Return failing problems to explain in part: tiny, small, telling, and with each set of options."""
    finite = [each for each in failing if each.is_finite] or list(failing)
    by_size = sorted(finite, key=lambda seen: seen.size)
    found = finite[:1] + by_size[:2] + by_size[: len(by_size) // 2 : max(len(by_size) // 10, 1)]
    found += sorted(finite, key=lambda seen: abs(seen.size - SMALL))[:2]
    for padded in (False, True):
        alike = [each for each in finite if is_padded(each.problem) is padded]
        found += sorted(alike, key=lambda seen: seen.size)[:1]
        found += sorted(alike, key=lambda seen: abs(seen.size - SMALL))[:1]
    found += {each.problem.case.options: each for each in reversed(finite)}.values()
    found += [each for each in finite if not each.problem.exact][:1]
    return list({id(each): each for each in found}.values())


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
