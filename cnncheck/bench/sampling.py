"""Two sides are asked in turn until the ratio of their times is known well enough."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cnncheck.bench.statistics import median_and_error

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Timed(Protocol):
    """A side that has been given its problem."""

    @property
    def most_calls(self) -> int:
        """The most calls that it can time at once."""

    def seconds(self, calls: int) -> float:
        """Return the seconds for one call, the mean of so many made at once."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop.

    Attributes
    ----------
    seconds : float
        Time for one measurement.
    precision : float
        Relative standard error of the median ratio at which no more turns are taken.
    fewest, most : int
        Turns taken at least, unless time is up after `LEAST`; and at most.
    sample : float
        Seconds that one sample takes at least: shorter calls are made several times.
    pause : float
        Seconds before each sample of a side with several threads. OpenBLAS's threads go on spinning
        after their last work (0.1 s were measured), and would take cores away from the other side.
    """

    seconds: float = 10.0
    precision: float = 0.01
    fewest: int = 9
    most: int = 1000
    sample: float = 0.002
    pause: float = 0.12


LEAST = 3
"""Turns taken however long they last: of fewer there are no quartiles."""

TICK = 1e-9
"""Seconds that anything takes at least, so that a ratio exists whatever a clock says."""

_MOST_CALLS = 10_000


@dataclass(frozen=True, slots=True)
class Sampled:
    """One side's samples and how many calls each is the mean of."""

    seconds: tuple[float, ...]
    calls: int


def take_turns(
    sides: Sequence[Timed],
    limits: Limits,
    clock: Callable[[], float] = time.monotonic,
    rest: Callable[[], object] | None = None,
) -> list[Sampled]:
    """Ask the sides A B A B ... until the ratio of their medians is known.

    Parameters
    ----------
    sides : one or two of Timed
        Called before, for the results' sake, so that nothing is done for the first time.
    limits : Limits
    clock : callable
        Tells how long it has taken so far.
    rest : callable, optional
        Called before each sample, to let what the other side left running come to an end.

    Returns
    -------
    list of Sampled
        With as many samples on each side, those of one turn at the same index. A machine that
        slows down slows both sides of a turn, so ratios are taken turn by turn.
    """
    started = clock()
    calls = [_calls(side, limits) for side in sides]
    taken: list[list[float]] = [[] for _ in sides]
    for turn in range(1, limits.most + 1):
        for side, count, samples in zip(sides, calls, taken, strict=True):
            if rest is not None:
                rest()
            samples.append(max(side.seconds(count), TICK))
        out_of_time = turn >= LEAST and clock() - started >= limits.seconds
        if out_of_time or (turn >= limits.fewest and _error(taken) < limits.precision):
            break
    return [Sampled(tuple(each), count) for each, count in zip(taken, calls, strict=True)]


def _calls(side: Timed, limits: Limits) -> int:
    """Return how many calls last as long as one sample should."""
    one = side.seconds(1)
    wanted = math.ceil(limits.sample / one) if one > 0 else _MOST_CALLS
    return max(1, min(wanted, side.most_calls, _MOST_CALLS))


def _error(taken: list[list[float]]) -> float:
    if len(taken) == 1:
        return median_and_error(taken[0])[1]
    return median_and_error([ours / theirs for ours, theirs in zip(*taken, strict=True)])[1]
