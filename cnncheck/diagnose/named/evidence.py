"""What was seen of a function, and which ways of going wrong agree with what."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.named.answers_table import Table
from cnncheck.diagnose.named.eligible import faults_about
from cnncheck.diagnose.named.explaining import finite_failure
from cnncheck.diagnose.named.foreseen import PARTLY, RAISES, RIGHT, UNKNOWN, foreseen, ways_of
from cnncheck.diagnose.named.joining import strict_ones
from cnncheck.diagnose.named.weighing import telling_most, unusual_of, work_of
from cnncheck.diagnose.observing.matching import agrees
from cnncheck.diagnose.observing.observation import cases_of, differing
from cnncheck.faults.catalogue import faults_of
from cnncheck.faults.declaring import right
from cnncheck.faults.generated import generated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.named.foreseen import Foreseen
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.faults.declaring.fault import Named
    from cnncheck.operators.problem import Array, Problem

    Answer = int
    """Tells answers apart."""

MOST_MANNERS = 20
"""Faults with more manners, all orders of axes, are tried after the others."""

MOST_STANDING = 8
"""Questions by which ways are told apart where no answers are foreseen."""

MOST_UNFORESEEN = 4
"""Questions that are looked at besides, where options are told that standing questions have not."""

MOST_ANSWERS = 8000
"""Answers to small questions that take as long as may be spent on those."""

MOST_EACH = 4
"""Answers to small questions that take as long as one to a passing question that is looked at by all."""

MOST_WHOLE = 3
"""Ways that explain all standing questions, of which one is looked at that each leaves open."""

NO_VALUE: Answer = RAISES
"""The answer of a call that raises."""

NOTHING = -2
"""The class of an answer that no way is foreseen to come to."""


class Evidence:
    """Answers of one function, and every way of going wrong that is known of it.

    Attributes
    ----------
    failing, passing : list of Observation
        Those that failed in the order in which they tell most.
    cases : int
        How many of the cases that were asked first failed.
    ways : list of Named
        Every manner of every fault, orders of axes last.
    standing : list of Observation
        Questions by whose answers all ways are told apart, small ones first.
    work : float
        How many answers of ways were computed so far; those to large problems count as several.
    vague : set of int
        The ids of ways of whose answers not all was known, as far as they were computed.
    """

    def __init__(
        self, seen: Sequence[Observation], function: str, ways: Sequence[Named] | None = None
    ) -> None:
        self._lenient = finite_failure(seen)
        self._known: dict[tuple[int, int], tuple[bool, Answer]] = {}
        self._classes: dict[int, list[int]] = {}
        self._fits: dict[int, int] = {}
        self.work = 0.0
        self.vague: set[int] = set()
        self.failing = sorted((each for each in seen if not each.passed), key=telling_most)
        self.passing = [each for each in seen if each.passed]
        self.cases = len(cases_of(each for each in self.failing if each.case))
        its = None if ways is not None else foreseen(function)
        faults = () if ways is not None else (*faults_of(function), *generated(function))
        known = ways_of(faults_about(faults, seen)) if ways is None else ways
        self.ways = sorted(known, key=lambda way: len(way.fault.manners) > MOST_MANNERS)
        self._place = {id(way): place for place, way in enumerate(self.ways)}
        self._strict = dict(strict_ones(self.ways))
        self.standing = self._standing(its)

    def _standing(self, its: Foreseen | None) -> list[Observation]:
        """Return the further questions whose answers are foreseen; where there are none, a few small ones."""
        finite = [each for each in (*self.failing, *self.passing) if each.is_finite]
        by_size = sorted(finite, key=lambda seen: seen.size)
        further = [each for each in by_size if not each.case]
        rows = [its.row(each.problem) for each in further] if its else []
        found = [(row, each) for row, each in zip(rows, further, strict=False) if row != UNKNOWN]
        if its is None or not found:
            failing = [each for each in further or by_size if not each.passed]
            passing = sorted(self.passing, key=telling_most)[:2]
            passing = [each for each in passing if work_of(each.problem) <= MOST_EACH]
            return failing[:: max(len(failing) // MOST_STANDING, 1)][:MOST_STANDING] + passing
        classes = its.of([row for row, _ in found], self.ways)
        for (row, each), known in zip(found, classes, strict=True):
            value = each.reply.value
            self.vague.update(id(self.ways[at]) for at in np.flatnonzero(known >= PARTLY))
            known[its.may_be(row, known, value)] = UNKNOWN
            self._classes[id(each)] = known.tolist()
            fits = RAISES if value is None else self._fitting(its.alike(row, value), known, each)
            self._fits[id(each)] = fits
        return [each for _, each in found]

    def _fitting(self, candidates: Iterable[int], classes: Array, seen: Observation) -> int:
        """Return the class that comes to an answer, which one of its ways is computed for."""
        for number in candidates:
            places = np.flatnonzero(classes == number)
            if places.size and self.agrees(self.ways[places[0]], seen):
                return number
        return RIGHT if seen.passed else NOTHING

    def table(
        self, ways: Sequence[Named] | None = None, questions: Sequence[Observation] | None = None
    ) -> Table:
        """Return what ways come to in some questions: every way, and the standing ones."""
        ways = self.ways if ways is None else ways
        questions = self.standing if questions is None else questions
        columns = [self._column(ways, each) for each in questions]
        return Table(ways, questions, *(np.array(each).T for each in zip(*columns, strict=True)))

    def unforeseen(self, table: Table) -> Table | None:
        """Return what ways come to where something shows that does not in any standing question.

        That is asked of those ways alone that explain a part, or are right in all standing questions.
        """
        finite = [each for each in self.failing[::-1] if each.is_finite]
        found = {(each.problem.exact, unusual_of(each.problem)): each for each in finite}
        # Of two faults about options each shows alone where there are few of them.
        few = min(found.values(), key=lambda each: len(each.problem.case.unusual), default=None)
        asked = [each for each in found.values() if each is not few][: MOST_UNFORESEEN - 1]
        asked += [few] if few else []
        failing = np.array([not each.passed for each in table.questions], bool)
        silent = table.silent.all(axis=1)
        partly = (table.matching & ~table.silent & failing).any(axis=1)
        partly &= (table.matching | failing).all(axis=1)
        places = np.flatnonzero(silent | partly)
        whole = table.matching[:, failing].all(axis=1) & partly
        asked = [
            *self._left_open([table.ways[at] for at in np.flatnonzero(whole).tolist()]),
            *asked,
        ]
        asked = [*{id(each): each for each in asked}.values()]
        answers = np.cumsum([len(places) * work_of(each.problem) for each in asked])
        asked = asked[: int(np.count_nonzero(answers <= MOST_ANSWERS))]
        if not asked or not silent.any():
            return None
        return self.table([self.ways[place] for place in places], [*table.questions, *asked])

    def _left_open(self, ways: Sequence[Named]) -> Iterator[Observation]:
        """Yield small failures that ways leave open which explain all of the standing ones."""
        finite = sorted((each for each in self.failing if each.is_finite), key=lambda e: e.size)
        for way in ways[:MOST_WHOLE]:
            yield from islice((e for e in finite if not self.agrees_alone(way, e)), 1)

    def _column(self, ways: Sequence[Named], seen: Observation) -> tuple[Array, Array, Array]:
        """Return of ways whether they are what came back, whether they are right, and what they are."""
        known = self._classes.get(id(seen))
        answers = np.array([known[self._place[id(way)]] if known else UNKNOWN for way in ways])
        matching, silent = answers == self._fits.get(id(seen)), answers == RIGHT
        correct = hash(right.answer(seen.problem).tobytes())
        for place in np.flatnonzero(answers == UNKNOWN).tolist():
            matching[place], answers[place] = self._alone(ways[place], seen)
            silent[place] = answers[place] == correct
            answers[place] = RIGHT if silent[place] else answers[place]
        return matching, silent, answers

    def groups(self, seen: Observation) -> Iterator[list[Named]]:
        """Yield the ways that are known to come to the same answer together."""
        found: dict[int, list[Named]] = {}
        classes = self._classes.get(id(seen), [UNKNOWN] * len(self.ways))
        for way, known in zip(self.ways, classes, strict=True):
            found.setdefault(id(way) if known == UNKNOWN else known, []).append(way)
        yield from found.values()

    def agrees(self, way: Named, seen: Observation) -> bool:
        """Whether a way would have come to an answer."""
        return self.comes_to(way, seen)[0]

    def comes_to(self, way: Named, seen: Observation) -> tuple[bool, Array | None]:
        """Return whether a way would have come to an answer, and what it comes to."""
        reply = self._reply(way, seen.problem)
        return agrees(reply, seen, lenient=self._lenient), reply.value

    def explains(self, way: Named, seen: Iterable[Observation]) -> bool:
        """Whether a way would have come to all of some answers."""
        return all(self.agrees(way, each) for each in seen)

    def agrees_alone(self, way: Named, seen: Observation) -> bool:
        """Whether one of `ways` would have, which is asked again and again."""
        return self._alone(way, seen)[0]

    def explains_alone(self, way: Named, seen: Iterable[Observation]) -> bool:
        """Whether one of `ways` would have come to all of some answers."""
        return all(self.agrees_alone(way, each) for each in seen)

    def speaks(self, way: Named) -> bool:
        """Whether something that is wrong is known of a way, and not left open: what is open agrees with all."""
        for seen in self.failing:
            value, reply = self._reply(way, seen.problem).value, seen.reply.value
            if not isinstance(value, np.ma.MaskedArray) or reply is None:
                return True
            known = ~np.ma.getmaskarray(value)
            if value.shape != seen.truth.shape:
                return True
            if differing(reply[known], seen.truth[known], seen.allowed[known]).any():
                return True
        return False

    def shows(self, way: Named, problem: Problem) -> bool:
        """Whether a way comes to something else than the right answer."""
        reply = self._reply(way, problem)
        return reply.value is None or not np.array_equal(reply.value, right.answer(problem))

    def tells(self, way: Named, problem: Problem) -> bool:
        """Whether a way comes to wrong values, and all of them are known; code may guard a size against being 0, or less."""
        value = self._reply(way, problem).value
        return (
            value is not None
            and value.size > 0
            and not np.ma.is_masked(value)
            and not np.array_equal(value, right.answer(problem))
        )

    def is_vague(self, way: Named) -> bool:
        """Whether not all is known of what a way comes to, somewhere in what failed."""
        replies = (self._reply(way, each.problem) for each in self.failing[:MOST_STANDING])
        return any(np.ma.is_masked(each.value) for each in replies)

    def differ(self, way: Named, other: Named, problem: Problem) -> bool:
        """Whether two ways come to different things."""
        one, two = (self._reply(each, problem).value for each in (way, other))
        return one is None or two is None or not np.array_equal(one, two)

    def affordable(self, ways: Iterable[Named]) -> Iterator[Named]:
        """Yield ways as long as not too much was computed since the first."""
        most = self.work + MOST_ANSWERS
        for way in ways:
            yield way
            if self.work > most:
                return

    def _alone(self, way: Named, seen: Observation) -> tuple[bool, Answer]:
        if (classes := self._classes.get(id(seen))) and (
            place := self._place.get(id(way))
        ) is not None:
            known = classes[place]
            if known != UNKNOWN:
                return known == self._fits[id(seen)], known
        at = id(way), id(seen)
        if at not in self._known:
            strict = self._strict.get(id(way))
            if strict and (alike := self._alone(strict, seen))[1] != NO_VALUE:
                self._known[at] = alike  # no window leaves the image
                return alike
            reply = self._reply(way, seen.problem)
            if np.ma.is_masked(reply.value):
                self.vague.add(id(way))
            answer = NO_VALUE if reply.value is None else hash(reply.value.tobytes())
            self._known[at] = agrees(reply, seen, lenient=self._lenient), answer
        return self._known[at]

    def _reply(self, way: Named, problem: Problem) -> Reply:
        self.work += work_of(problem)
        return way.fault.reply(problem, {}, manner=way.manner)
