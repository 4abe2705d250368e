"""Two benchmarks, one before and one after: what became faster or slower than noise explains."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cnncheck.bench.result import Measurement

Key = tuple[str, str, int, str]
"""Case id, pass, threads, peer: what makes two measurements comparable."""

ERRORS = 3.0
"""Standard errors of the change beyond which chance does not explain it."""

FLOOR = 0.03
"""A smaller change is none: two processes with the same code differ by about that, from where
their arrays happen to lie in memory, and no number of samples in one of them shows it."""


class Change(StrEnum):
    """Change of a measurement."""

    FASTER = "faster"
    SLOWER = "slower"
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Entry:
    """Part of a measurement that a comparison needs; errors are relative."""

    id: str
    pass_name: str
    threads: int
    peer: str
    seconds: float
    seconds_error: float
    ratio: float | None = None
    ratio_error: float = 0.0

    @property
    def key(self) -> Key:
        """Key that finds the same measurement in another benchmark."""
        return self.id, self.pass_name, self.threads, self.peer


@dataclass(frozen=True, slots=True)
class Past:
    """A benchmark of some time ago.

    Attributes
    ----------
    name : str
        What messages call it: the file's name as the person gave it.
    cpu : str
    versions : mapping of str to str
    entries : tuple of Entry
    """

    name: str
    cpu: str
    versions: Mapping[str, str]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One measurement, before and after.

    Attributes
    ----------
    change : Change
    factor : float
        After / before: 1.1 takes 10 % longer. 1 where there is nothing to compare with.
    error : float
        Relative standard error of the factor.
    by_ratio : bool
        Whether ratios to the peer were compared, in which a slower machine cancels; else times.
    """

    before: Entry | None
    after: Entry | None
    change: Change
    factor: float = 1.0
    error: float = 0.0
    by_ratio: bool = False

    @property
    def entry(self) -> Entry:
        """Whichever there is, the later one first."""
        entry = self.after or self.before
        assert entry is not None
        return entry


def entry_of(measurement: Measurement) -> Entry:
    """Return what a comparison needs of a measurement made just now."""
    return Entry(
        measurement.id,
        measurement.pass_name,
        measurement.threads,
        measurement.peer,
        measurement.ours.median,
        measurement.ours.error,
        measurement.ratio,
        measurement.ratio_error if measurement.ratio is not None else 0.0,
    )


def compare(
    before: Past, after: Iterable[Measurement], versions: Mapping[str, str]
) -> tuple[Compared, ...]:
    """Compare measurements with those of an earlier benchmark.

    Parameters
    ----------
    before : Past
    after : iterable of Measurement
    versions : mapping of str to str
        Of the later benchmark. Beside a peer of another version times are compared, not ratios.

    Returns
    -------
    tuple of Compared
        Those of the later benchmark in order, then what is no longer there.
    """
    past = {entry.key: entry for entry in before.entries}
    found = [
        _compared(
            past.pop(entry.key, None),
            entry,
            same_peer=before.versions.get(entry.peer) == versions.get(entry.peer),
        )
        for entry in map(entry_of, after)
    ]
    return (*found, *(Compared(entry, None, Change.REMOVED) for entry in past.values()))


def slower_than(found: Sequence[Compared], percent: float) -> list[Compared]:
    """Return what became slower by more than so many percent, beyond what noise explains."""
    limit = 1 + percent / 100
    return [each for each in found if each.change is Change.SLOWER and each.factor > limit]


def _compared(before: Entry | None, after: Entry, *, same_peer: bool) -> Compared:
    if before is None:
        return Compared(None, after, Change.ADDED)
    by_ratio = same_peer and before.ratio is not None and after.ratio is not None
    if by_ratio and before.ratio and after.ratio:
        factor = after.ratio / before.ratio
        error = math.hypot(before.ratio_error, after.ratio_error)
    else:
        factor = after.seconds / before.seconds
        error = math.hypot(before.seconds_error, after.seconds_error)
    size = abs(math.log(factor))
    if size <= max(ERRORS * error, math.log1p(FLOOR)):
        change = Change.SAME
    else:
        change = Change.SLOWER if factor > 1 else Change.FASTER
    return Compared(before, after, change, factor, error, by_ratio)
