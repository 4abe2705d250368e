"""A whole batch as one value; every renderer starts from it and computes nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.operators import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Collection

    from cnncheck.grading.marks import Cause, Graded
    from cnncheck.report.report import Environment


@dataclass(frozen=True, slots=True)
class Gradebook:
    """A graded batch.

    Attributes
    ----------
    graded : tuple of Graded
        In the order given.
    environment : Environment
    paths : tuple of str
        Where the cases came from.
    resumed : int
        How many were taken from the journal.
    seconds : float
        Wall time of the whole batch.
    """

    graded: tuple[Graded, ...]
    environment: Environment
    paths: tuple[str, ...]
    resumed: int = 0
    seconds: float = 0.0

    @property
    def asked(self) -> tuple[str, ...]:
        """The functions that the cases ask about, in the order of the assignment."""
        asked = {name for each in self.graded for name in each.asked}
        return tuple(name for name in FUNCTIONS if name in asked)

    @property
    def dialects(self) -> tuple[str, ...]:
        """The dialects that the submissions are in."""
        return tuple(dict.fromkeys(each.dialect for each in self.graded if each.dialect))

    @property
    def failures(self) -> tuple[Graded, ...]:
        """Submissions that cnncheck could not grade."""
        return tuple(each for each in self.graded if each.failure)

    @property
    def mean_percent(self) -> float:
        """The mean over the submissions that were graded."""
        percents = [each.total.percent for each in self.graded if not each.failure]
        return sum(percents) / len(percents) if percents else 0.0

    @property
    def identical(self) -> tuple[tuple[str, ...], ...]:
        """Names of submissions whose code is the same to the byte, group by group."""
        groups: dict[str, list[str]] = defaultdict(list)
        for each in (each for each in self.graded if each.digest):
            groups[each.digest].append(each.name)
        return tuple(tuple(names) for names in groups.values() if len(names) > 1)

    @property
    def bugs(self) -> tuple[tuple[Cause, tuple[str, ...]], ...]:
        """Each bug that has a name, the most frequent first, with the submissions that have it."""
        found: dict[tuple[str, str], list[tuple[Cause, str]]] = defaultdict(list)
        for each in self.graded:
            for cause in each.causes:
                if cause.faults:
                    found[cause.function, cause.sentence].append((cause, each.name))
        classes = sorted(found.values(), key=len, reverse=True)
        return tuple((alike[0][0], tuple(name for _, name in alike)) for alike in classes)

    def called(self, function: str, names: Collection[str]) -> str:
        """Return what the people of some submissions call a function, each name once."""
        theirs = {*names}
        titles = (each.named([function]) for each in self.graded if each.name in theirs)
        return ", ".join(dict.fromkeys(titles))

    @property
    def unnamed(self) -> tuple[str, ...]:
        """Names of submissions with a function that fails for a cause that has no name."""
        return tuple(e.name for e in self.graded if any(not c.faults for c in e.causes))

    @property
    def isolations(self) -> dict[str, tuple[str, ...]]:
        """Kinds of isolation, each with the submissions that had it, the most common first."""
        found: dict[str, list[str]] = defaultdict(list)
        for each in self.graded:
            if each.isolation:
                found[each.isolation].append(each.name)
        ordered = sorted(found.items(), key=lambda item: -len(item[1]))
        return {isolation: tuple(names) for isolation, names in ordered}

    def below(self, percent: float) -> tuple[Graded, ...]:
        """Return the graded submissions that earned less than `percent` of the points."""
        return tuple(
            each for each in self.graded if not each.failure and each.total.percent < percent
        )
