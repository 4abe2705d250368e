"""A fault that explains most of what failed, and which others may show beside it."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from cnncheck.diagnose.named.joining import paired
from cnncheck.diagnose.observing.observation import cases_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cnncheck.diagnose.named.evidence import Evidence
    from cnncheck.faults.declaring.fault import Named

MOST_BESIDE = 6
"""Faults that explain the others, of which each may be the one that shows there alone."""

LEAST_SHARE = 0.6
"""Share of the failing cases that a fault explains at least, to be named for them."""

FEWEST_CASES = 3
"""Failing cases that it explains at least."""


def explaining_most(evidence: Evidence, ways: Iterable[Named]) -> Named | None:
    """Return a fault that explains most failing cases, and would not show in the others.

    Parameters
    ----------
    evidence : Evidence
    ways : iterable of Named
    """
    best: Named | None = None
    for way in ways:
        missed = [each for each in evidence.failing if not evidence.agrees_alone(way, each)]
        matched = evidence.cases - len(cases_of(each for each in missed if each.case))
        if (
            matched > (best.matched if best else 0)
            and not any(evidence.shows(way, each.problem) for each in missed)
            and evidence.explains_alone(way, evidence.passing)
        ):
            best = replace(way, matched=matched)
    enough = max(FEWEST_CASES, LEAST_SHARE * evidence.cases)
    return best if best and best.matched >= enough else None


def nearly_beside(evidence: Evidence, first: Named) -> Iterator[tuple[Named, Named, Named]]:
    """Yield a fault, one that explains what it leaves open, and both as one.

    Parameters
    ----------
    evidence : Evidence
    first : Named
    """
    rest = [each for each in evidence.failing if not evidence.agrees_alone(first, each)]
    alike = (each for each in evidence.ways if rest and evidence.explains_alone(each, rest))
    for second in islice(alike, MOST_BESIDE):
        for together, both in paired(first, [second]):
            yield (*both, together)
