"""Answers whose digits are lost or noisy, as they would be without: what else is wrong with them shows.

Questions in whole numbers tell: behind the noise of a Fourier transform stand whole numbers, and a cast
to fewer digits takes none from them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.observing.amounts import ROUNDING, size_of_sums
from cnncheck.diagnose.observing.observation import as_real, observe
from cnncheck.diagnose.observing.surfaces import is_whole, survives_casts
from cnncheck.dtypes import unit_roundoff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.faults.declaring.fault import Named
    from cnncheck.operators.problem import Array, Problem

    Ask = Callable[[Problem], Reply]

NOISY = 0.25
"""Noise up to which the whole number behind it is certain."""

TELLING = 8
"""Numbers that all have few digits, so that it is no chance."""

SUMS = 64.0
"""Units of rounding by which sums in fewer digits may be off, for values of the problem's size."""


# --- noise -------------------------------------------------------------------------------------


def noise_of(problem: Problem) -> float:
    """Return how far from its whole number a value may be of an algorithm that mixes all values."""
    if not problem.depth:
        return 0.0  # values are only moved
    return ROUNDING * unit_roundoff(problem.dtype) * max(size_of_sums(problem), 1.0)


def is_noisy(seen: Iterable[Observation]) -> bool:
    """Whether some answers are whole numbers but for noise."""
    return any(quiet(each.problem, each.reply) is not each.reply for each in seen)


def quieted(seen: Iterable[Observation]) -> list[Observation]:
    """Return observations as if there were no noise; those in whole numbers alone."""
    return [
        observe(each.problem, quiet(each.problem, each.reply), each.truth, each.allowed, each.case)
        for each in seen
        if is_whole(each.problem) and each.is_finite and noise_of(each.problem) < NOISY
    ]


def quiet(problem: Problem, reply: Reply) -> Reply:
    """Return the reply with whole numbers where noise is all that hides them."""
    value = reply.value
    if value is None or value.dtype.kind != "f" or not is_whole(problem):
        return reply
    whole = np.rint(value)
    with np.errstate(invalid="ignore"):
        off = float(np.abs(value - whole).max(initial=0.0))
    return replace(reply, value=whole) if 0 < off <= noise_of(problem) < NOISY else reply


def quietly(ask: Ask) -> Ask:
    """Ask as if there were no noise."""

    def quiet_ask(problem: Problem) -> Reply:
        return quiet(problem, ask(problem))

    return quiet_ask


# --- digits that are lost ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lost:
    """A loss of digits that all answers show.

    Attributes
    ----------
    name : str
        Of the fault, without the function's prefix.
    narrowed : callable
        What becomes of values; what has lost its digits already stays as it is.
    bits : int
        How many binary digits are left; 0 for those before the point.
    """

    name: str
    narrowed: Callable[[Array], Array]
    bits: int = 0

    def off(self, problem: Problem) -> float:
        """Return how far a value of a problem may be from one that kept its digits."""
        return SUMS * 2.0**-self.bits * size_of_sums(problem) if self.bits else 1.0


LOSSES = (
    Lost("integers-inside", np.rint),
    Lost("float16-inside", lambda value: value.astype(np.float16), 11),
    Lost("float32-inside", lambda value: value.astype(np.float32), 24),
)
"""Those that leave fewest digits first."""


def lost_digits(seen: Sequence[Observation]) -> Lost | None:
    """Return the loss that all answers show which are not in whole numbers; ``None`` for none."""
    found = (each.reply.value for each in _fractional(seen))
    values = np.concatenate([np.zeros(0), *(as_real(e).ravel() for e in found if e is not None)])
    values = values[(values != 0) & np.isfinite(values)]
    if len(values) < TELLING:
        return None
    with np.errstate(all="ignore"):
        return next((each for each in LOSSES if (each.narrowed(values) == values).all()), None)


def without_lost(seen: Iterable[Observation]) -> list[Observation]:
    """Return those observations whose digits survive every cast."""
    return [each for each in seen if survives_casts(each)]


def is_all_lost(lost: Lost, seen: Sequence[Observation]) -> bool:
    """Whether answers that are not in whole numbers are right but for the digits.

    Parameters
    ----------
    lost : Lost
    seen : sequence of Observation
    """
    found = ((each.reply.value, each) for each in _fractional(seen))
    return all(
        value is not None
        and value.shape == each.truth.shape
        and float(np.abs(as_real(value) - each.truth).max(initial=0.0)) <= lost.off(each.problem)
        for value, each in found
    )


def is_lost_beside(lost: Lost, named: Named, seen: Sequence[Observation]) -> bool:
    """Whether a fault comes to all answers but for the digits, and digits are really missing."""
    apart = [_apart(named, each) for each in _fractional(seen)]
    limits = [lost.off(each.problem) for each in _fractional(seen)]
    close = all(a <= limit for a, limit in zip(apart, limits, strict=True))
    return close and any(a > 0 for a in apart)


def _apart(named: Named, seen: Observation) -> float:
    value = named.fault.reply(seen.problem, {}, manner=named.manner).value
    if value is None or seen.reply.value is None or value.shape != seen.reply.value.shape:
        return float("inf")
    return float(np.abs(as_real(value) - as_real(seen.reply.value)).max(initial=0.0))


def _fractional(seen: Iterable[Observation]) -> list[Observation]:
    """Return answers to problems in float64 whose numbers have all digits that there are."""
    return [
        each
        for each in seen
        if each.problem.dtype == np.float64
        and each.reply.value is not None
        and each.is_finite
        and not is_whole(each.problem)
    ]
