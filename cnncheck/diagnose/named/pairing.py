"""Two faults at once: one that explains a part alone beside another, or all by a factor."""

from __future__ import annotations

from collections import Counter, deque
from itertools import chain, product
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.named.joining import at_every_edge, edge_of, paired, told_apart
from cnncheck.diagnose.observing.observation import near

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from cnncheck.diagnose.named.answers_table import Table
    from cnncheck.diagnose.named.evidence import Evidence
    from cnncheck.diagnose.named.joining import Pairs
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.faults.declaring.fault import Named
    from cnncheck.operators.problem import Array

    Tried = Iterator[tuple[Named, tuple[Named, Named], Iterable[Observation]]]

MOST_ALIKE = 16
"""Ways that come to the same in all standing questions, of which each is tried beside others."""

MOST_TRIED = 3
"""Ways that come to the same in a question, of which each is tried there beside another."""

STAGES = (2500, 500, 300)
"""Answers to small questions that take as long as may be spent on pairs that contradict nothing; on
those of which one may show under a condition only; and on those that contradict little."""

MOST_SCALED = 1500
"""As many for pairs of which one multiplies everything."""

LITTLE = 2
"""Standing questions that a pair may contradict, as one fault may hide the other."""

HIDDEN = 0.3
"""Share of them that it may, as one that multiplies everything may hide much."""

NEARLY = 4
"""Pairs that explain what one of them leaves open, and are wrong elsewhere, at most."""

MOST_REFUTING = 12
"""Answers that refuted the last pairs, which most others are refuted by, too."""

EXACT = 1e-9
"""Share by which a factor may be off."""


class Pairing:
    """A search for two faults at once.

    In most standing questions most ways are silent: they come to the right answer. Where the other
    of two faults is, one shows alone, and has to be what came back. That is looked up for all pairs
    at once; only where both show they have to be computed together.

    Attributes
    ----------
    nearly : list of (Named, Named, Named)
        Two faults, and both as one, which explain what the first leaves open, but not everything.
    """

    def __init__(self, evidence: Evidence, table: Table) -> None:
        self._evidence = evidence
        self._questions = table.questions
        self._failing = np.array([not each.passed for each in table.questions], bool)
        _, first, group = np.unique(table.answers, axis=0, return_index=True, return_inverse=True)
        order = np.argsort(first)  # those of the catalogue before those that are made
        self._members: list[list[Named]] = [[] for _ in first]
        for way, number in zip(table.ways, np.argsort(order)[group.ravel()], strict=True):
            self._members[number].append(way)
        self._matching, self._silent, self._answers = (
            each[first[order]] for each in (table.matching, table.silent, table.answers)
        )
        self._most = 0.0
        self._refuting: deque[Observation] = deque(maxlen=MOST_REFUTING)
        self.nearly: list[tuple[Named, Named, Named]] = []

    def found(
        self, confirmed: Callable[[Named], bool] = lambda _: True
    ) -> tuple[Named, tuple[Named, Named]] | None:
        """Return two faults as one that explains everything, and both.

        Parameters
        ----------
        confirmed : callable, optional
            Whether they explain further answers, too.
        """
        evidence = self._evidence
        everything = [*evidence.failing, *evidence.passing]
        for most, pairs in zip(STAGES, self._stages(), strict=True):
            self._most = evidence.work + most
            for together, faults, rest in pairs:
                if self._explains(together, rest):
                    known = [*self._refuting, *everything]
                    if (
                        self._explains(together, known)
                        and are_needed(evidence, together, faults)
                        and confirmed(together)
                    ):
                        return together, faults
                    self._note(together, faults)
        if len(self._questions) > len(evidence.standing):
            return None  # the same was tried where those were all
        self._most = evidence.work + MOST_SCALED
        for together, faults in _scaled(evidence, self._bearable()):
            if evidence.work > self._most:
                break
            if evidence.explains(together, everything) and confirmed(together):
                return together, faults
        return None

    def _explains(self, together: Named, seen: Iterable[Observation]) -> bool:
        """Whether a pair explains some answers; what refutes it is asked about first the next time.

        A size of 0 that it comes to may be guarded against, and is no evidence.
        """
        for each in seen:
            agreed, value = self._evidence.comes_to(together, each)
            if not (agreed or (value is not None and not value.size and not each.passed)):
                if each in self._refuting:
                    self._refuting.remove(each)
                self._refuting.appendleft(each)
                return False
        return True

    def _bearable(self) -> set[int]:
        """Return the ways, by their identity, that, beside some other, do not contradict too much."""
        unmatched = self._silent & ~self._matching.any(axis=0)
        most = HIDDEN * len(self._questions)
        places = np.flatnonzero(unmatched.sum(axis=1) <= most)
        M, S = (each[places].astype(np.float32) for each in (self._matching, self._silent))
        alone = S @ (1 - M).T  # questions in which the other shows alone, and did not come back
        fits = places[(alone + alone.T <= most).any(axis=1)]
        return {id(way) for place in fits for way in self._members[place]}

    def _note(self, way: Named, faults: tuple[Named, Named]) -> None:
        alike = sum(first is faults[0] for first, *_ in self.nearly)
        if len(self.nearly) < NEARLY and alike < 2:
            self.nearly.append((*faults, way))

    def _stages(self) -> Iterator[Tried]:
        """Yield pairs that contradict nothing, then those with a condition, then those that contradict little."""
        M, S = (each.astype(np.float32) for each in (self._matching, self._silent))
        explained = M @ self._failing
        firsts = np.flatnonzero((self._matching & ~self._silent)[:, self._failing].any(axis=1))
        MF, SF = M[firsts], S[firsts]
        against = SF @ (1 - M).T + (1 - MF) @ S.T
        if_limited = ((1 - MF) * SF) @ (1 - M).T + ((1 - MF) * (1 - SF)) @ S.T
        together = explained[firsts][:, None] + ((1 - MF) * self._failing) @ M.T
        ordered = explained[firsts][:, None] - explained
        twice = (ordered < 0) | ((ordered == 0) & (firsts[:, None] > np.arange(len(M))))
        twice &= np.isin(np.arange(len(M)), firsts)
        fitting = (against == 0) & ~twice
        limited = (if_limited == 0) & (against > 0)
        close = (against > 0) & (against <= LITTLE) & ~limited & ~twice
        last = np.array([self._comes_last(ways[0]) for ways in self._members], bool)
        for chosen in (fitting, limited, close):
            row, second = np.nonzero(chosen)
            key = against[row, second] - together[row, second]
            order = np.lexsort((key, last[firsts[row]] | last[second]))
            yield self._tried(firsts[row[order]], second[order])

    def _comes_last(self, way: Named) -> bool:
        """Whether a way hides any other, or agrees with much as not all is known of it."""
        return way.fault.id.endswith("/all-zero") or id(way) in self._evidence.vague

    def _tried(self, firsts: Array, seconds: Array) -> Tried:
        """Yield the pairs of groups that come to what came back where both show."""
        failed: Counter[tuple[int, int, int]] = Counter()
        agreed: set[tuple[int, int, int]] = set()
        # What differs at the edges alone is tried at every edge.
        refuted: set[object] = set()
        tried: set[object] = set()
        for first, second in zip(firsts.tolist(), seconds.tolist(), strict=True):
            if self._evidence.work > self._most:
                return
            one, two = (self._members[each][:MOST_ALIKE] for each in (first, second))
            both = self._open(first, second)
            if both:
                at = (first, both[0], int(self._answers[second, both[0]]))
                if at not in agreed and failed[at] < MOST_TRIED:
                    each = ([*paired(way, [other])] for way in one for other in two)
                    sample = next(filter(None, each), [])
                    known = (both[0], *map(told_apart, sample[0][1])) if sample else None
                    if known in refuted:
                        continue
                    if self._agree(sample, both[0]):
                        agreed.add(at)
                    elif sample:  # two that both compute something else are none
                        refuted.add(known)
                        failed[at] += 1
                if at not in agreed:
                    continue
            open_ = [self._questions[place] for place in both]
            for way, other in product(one, two):
                pair = (told_apart(way), told_apart(other))
                untried = [] if pair in tried else paired(way, [other])
                tried.add(pair)
                for together, faults in untried:
                    for at_edge in at_every_edge(together):
                        yield at_edge, faults, chain(open_, self._left_by(way))

    def _left_by(self, way: Named) -> Iterator[Observation]:
        """Yield the failures that a fault leaves open, each as soon as it is asked for, those first that refute most."""
        evidence, first = self._evidence, [*self._refuting]
        told = {id(each) for each in first}
        for each in chain(first, (e for e in evidence.failing if id(e) not in told)):
            if not each.passed and not evidence.agrees_alone(way, each):
                yield each

    def _open(self, first: int, second: int) -> list[int]:
        """Return the questions in which both show, and the first alone is not what came back."""
        shown = ~(self._silent[first] | self._silent[second] | self._matching[first])
        found: list[int] = np.flatnonzero(shown & self._failing).tolist()
        return found

    def _agree(self, pairs: Iterable[tuple[Named, tuple[Named, Named]]], place: int) -> bool:
        """Whether a pair explains one thing, in whichever manner it goes over the edge."""
        seen = self._questions[place]
        for together, _ in pairs:
            for way in at_every_edge(together):
                agrees, value = self._evidence.comes_to(way, seen)
                if agrees:
                    return True
                if value is not None and edge_of(way) == "raise":
                    break  # no window leaves the image: all manners are alike
        return False


def are_needed(evidence: Evidence, together: Named, faults: tuple[Named, Named]) -> bool:
    """Whether some answers of which all is known come of two faults, and of neither alone.

    What is not known agrees with anything, so that one may stand for whatever the other leaves open.
    """
    if not evidence.is_vague(together):
        return True
    for each in evidence.failing:
        alone = any(evidence.agrees_alone(fault, each) for fault in faults)
        if not alone and evidence.tells(together, each.problem):
            return True
    return False


def _scaled(evidence: Evidence, bearable: Collection[int]) -> Pairs:
    """Yield pairs of which one multiplies everything, so that the other never shows alone."""
    failing = [each for each in evidence.standing[::-1] if not each.passed] or evidence.failing
    seen = failing[0]
    if seen.reply.value is None or seen.reply.value.dtype.kind == "c" or not seen.is_finite:
        return
    factors: list[tuple[float, list[Named]]] = []
    others: list[tuple[float, list[Named]]] = []
    for ways in evidence.groups(seen):
        if not any(id(way) in bearable for way in ways):
            continue
        value = ways[0].fault.reply(seen.problem, {}, manner=ways[0].manner).value
        if value is not None and value.dtype.kind != "c":
            if (factor := _factor(value, seen.truth)) not in (None, 1.0):
                factors.append((factor, ways))
            elif (factor := _factor(seen.reply.value, value)) not in (None, 1.0):
                others.append((factor, ways))
    for wanted, ways in others:
        alike = [
            way
            for factor, each in factors
            if abs(factor - wanted) <= EXACT * abs(wanted)
            for way in each[:MOST_ALIKE]
        ]
        for other in ways[:MOST_ALIKE]:
            yield from paired(other, alike)


def _factor(value: Array, by: Array) -> float | None:
    """Return the number that one array is times another; ``None`` where there is none."""
    if value.shape != by.shape or np.ma.is_masked(value) or not np.isfinite(by).all():
        return None
    largest = np.abs(by).argmax() if by.size else 0
    if not by.size or not by.flat[largest]:
        return None
    factor = float(value.flat[largest] / by.flat[largest])
    off = EXACT * float(np.abs(value).max())
    return factor if factor and near(value, factor * by, off) else None
