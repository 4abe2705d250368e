"""What changed from one run to another: a pure function of two reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.report.past_report import PastReport, PastResult

NOISE_FACTOR = 3.0
NOISE_FLOOR = 0.1
"""A result comes closer to its bound when it uses more than so many times the share that it used,
where anything below the floor counts as the floor. Rounding changes with the order of the sums:
between five correct implementations that sum in different orders, on the shipped cases, a share
above the floor at most doubled, and from exact agreement it rose to 0.26."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One pass of one case in both runs."""

    before: PastResult
    after: PastResult


@dataclass(frozen=True, slots=True)
class Comparison:
    """Changes between two runs. A result can be in several of the lists.

    Attributes
    ----------
    before, after : PastReport
    new_failures : tuple of (before or None, after)
        Failing now: passed before, was not there, or was not asked. What passed and is not asked
        any more is among them.
    fixed : tuple of Pair
        Passing now, failed before.
    still_failing : tuple of Pair
        Failing in both.
    failing_otherwise : tuple of Pair
        Those among them with another outcome.
    closer : tuple of Pair
        Passing in both, but using more of the bound than noise explains.
    added, removed : tuple of PastResult
    environment : tuple of (name, before, after)
        What differs in it; ``-`` where one of them does not say.
    """

    before: PastReport
    after: PastReport
    new_failures: tuple[tuple[PastResult | None, PastResult], ...]
    fixed: tuple[Pair, ...]
    still_failing: tuple[Pair, ...]
    failing_otherwise: tuple[Pair, ...]
    closer: tuple[Pair, ...]
    added: tuple[PastResult, ...]
    removed: tuple[PastResult, ...]
    environment: tuple[tuple[str, str, str], ...]

    @property
    def unchanged(self) -> int:
        """How many passed in both runs, as close to the truth as before."""
        told = len(self.fixed) + len(self.closer) + len(self.still_failing) + len(self.added)
        told += sum(before is not None for before, _ in self.new_failures)
        return len(self.after.results) - told


def compare(before: PastReport, after: PastReport) -> Comparison:
    """Compare two runs result by result, in the order of the second.

    Results are matched by their id; where a report has several implementations, by the
    implementation as well, so that two implementations of one report each can be compared.
    """
    several = _has_several(before) or _has_several(after)
    old = {_key(result, several): result for result in before.results}
    new = {_key(result, several): result for result in after.results}
    pairs = [Pair(old[key], result) for key, result in new.items() if key in old]
    both = tuple(p for p in pairs if not p.before.passed and not p.after.passed)
    failing = tuple(p for p in both if not _is_new(p.before, p.after))
    return Comparison(
        before=before,
        after=after,
        new_failures=tuple(
            (old.get(key), result) for key, result in new.items() if _is_new(old.get(key), result)
        ),
        fixed=tuple(p for p in pairs if p.after.passed and not p.before.passed),
        still_failing=failing,
        failing_otherwise=tuple(p for p in failing if p.before.outcome != p.after.outcome),
        closer=tuple(p for p in pairs if _came_closer(p)),
        added=tuple(result for key, result in new.items() if key not in old),
        removed=tuple(result for key, result in old.items() if key not in new),
        environment=tuple(_differing(dict(before.environment), dict(after.environment))),
    )


def _is_new(was: PastResult | None, now: PastResult) -> bool:
    if was is not None and was.passed:
        return not now.passed
    return now.fails and (was is None or not was.fails)


def _has_several(report: PastReport) -> bool:
    return len({result.implementation for result in report.results}) > 1


def _key(result: PastResult, several: bool) -> tuple[str, str]:
    return result.id, result.implementation if several else ""


def _came_closer(pair: Pair) -> bool:
    was, now = pair.before.of_bound, pair.after.of_bound
    if not pair.before.passed or not pair.after.passed or was is None or now is None:
        return False
    return now > NOISE_FACTOR * max(was, NOISE_FLOOR)


def _differing(before: dict[str, str], after: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for name in {**before, **after}:
        was, now = before.get(name, "-"), after.get(name, "-")
        if was != now:
            yield name, was, now
