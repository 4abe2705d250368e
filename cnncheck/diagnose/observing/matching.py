"""Whether what a fault would have returned is what came back.

By the same judge: where the code failed, the fault's answer fails too. An answer that would have
passed explains no failure, however little the two are apart.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.compare.figures import same
from cnncheck.diagnose.observing.observation import as_real, near
from cnncheck.dtypes import is_integer, is_narrow, unit_roundoff

if TYPE_CHECKING:
    from cnncheck.calls import Reply
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.faults.declaring.fault import Kind
    from cnncheck.operators.problem import Array, Problem

ROUNDINGS = 8
"""Times a sum's length: unit roundoffs that two orders of summation may be apart, with room."""

PARTIAL = 8
"""Times the largest sum: as far as sums on the way to it may go, which terms of both signs have."""

SAME = 0.9
"""Share of the elements that another order of summation leaves as they are, of sums rounded once."""

ORDERS = 4.0
"""Times as far off on the average, at most, as sums of the same terms are in another order."""

NEARLY = 1.3
"""Times what is allowed: as far as one order is off where another one is just within the bound."""

HARDLY_ANY = 1e-37
"""No less than the smallest normal number of float32, which some take for the smallest of all."""

TWICE = 2.0
"""Times a number that is hardly any from which another one is not the same, rounded."""

TELLING = 16
"""Errors that are all of one sign, so that it is no chance."""

MOSTLY = 0.8
"""Share of them from which a fault's own may be all of one sign in another order."""

ALIKE = 16.0
"""Two ways of losing digits are of one kind when their errors differ by at most this factor."""


def is_finite(problem: Problem) -> bool:
    """Whether all inputs are numbers."""
    return all(bool(np.isfinite(array).all()) for array in problem.arrays.values())


def agrees(
    simulated: Reply, seen: Observation, *, kind: Kind = "values", lenient: bool = False
) -> bool:
    """Whether a fault's reply to an observation's problem is the one that was observed.

    Parameters
    ----------
    simulated : Reply
        Its value may be masked: what is masked agrees with anything.
    seen : Observation
    kind : str, optional
        Of the fault. Of ``precision`` only the size of the error has to agree, not its digits; of
        ``summing`` that of the usual error; of ``rounding`` nearly all digits.
    lenient : bool, optional
        Whether, where inputs are not finite, only what is finite on both sides has to agree.
    """
    reply = seen.reply
    if simulated.outcome is not reply.outcome:
        return False
    if simulated.value is None or reply.value is None:
        return simulated.value is reply.value
    if not simulated.value.size and not reply.value.size:
        return True  # lists in lists lose the lengths behind one of 0
    if simulated.value.shape != reply.value.shape or simulated.value.dtype != reply.value.dtype:
        return False
    if kind == "precision":
        return _as_imprecise(simulated.value, seen)
    if kind == "rounding":
        return _rounded_alike(simulated.value, seen)
    if kind == "summing":
        return _summed_alike(simulated.value, seen)
    lenient = lenient and not seen.is_finite
    value, expected, known = reply.value, simulated.value, EVERYTHING
    if isinstance(expected, np.ma.MaskedArray):
        known = ~np.ma.getmaskarray(expected)
        expected = np.ma.getdata(expected)
    if not _is_near(value[known], expected[known], seen, lenient):
        return False
    return seen.passed or lenient or not _would_pass(value, expected, known, seen)


EVERYTHING: Any = ...
"""The index of all that is known where nothing is masked."""


def _is_near(value: Array, expected: Array, seen: Observation, lenient: bool) -> bool:
    if lenient:
        both = np.isfinite(value) & np.isfinite(expected)
        value, expected = value[both], expected[both]
    apart = rounding(seen, expected)
    with np.errstate(all="ignore"):  # infinities cancel each other, and `near` has the last word
        off = np.abs(_wide(value) - _wide(expected)).max(initial=0.0)
    if off > apart or not near(value, expected, apart):
        return False
    return not off or not _is_other_trace(np.abs(_wide(value)), np.abs(_wide(expected)))


def _is_other_trace(one: Array, other: Array) -> bool:
    """Whether a number so small that nothing is computed with it, as somebody wrote it, is another one, or 0."""
    less, more = np.minimum(one, other), np.maximum(one, other)
    hardly_any = ((one > 0) & (one <= HARDLY_ANY)) | ((other > 0) & (other <= HARDLY_ANY))
    return bool((hardly_any & (more / TWICE > less)).any())


def _wide(value: Array) -> Array:
    """Return integers as real numbers, whose differences do not wrap around."""
    return value.astype(np.float64) if is_integer(value.dtype) else value


def _would_pass(value: Array, expected: Array, known: Any, seen: Observation) -> bool:
    """Whether the judge would have let pass a fault's values, as far as known, but not those seen.

    Of memory that nobody wrote nothing is known, and it is never right.
    """
    if value.shape != seen.truth.shape:
        return False
    truth, allowed = seen.truth[known], seen.allowed[known]
    return near(expected[known], truth, allowed) and not near(value[known], truth, allowed)


def rounding(seen: Observation, value: Array) -> float:
    """Return how far two correct computations of a fault's values may be apart.

    As far as the judge allows, for values of the truth's size. Where equality is demanded of right
    answers, those of a fault may still be fractions.
    """
    largest, right, judged = _largest(value), seen.largest, seen.judged
    unit = unit_roundoff(seen.problem.dtype)
    whole = seen.problem.exact and bool((value == np.rint(value)).all())
    if whole and PARTIAL * largest < 1 / unit:
        return 0.0
    certain = ROUNDINGS * (seen.problem.depth + ROUNDINGS) * unit * max(largest, right)
    return min(certain, judged * max(1.0, largest / right)) if judged and right else certain


def _largest(array: Array) -> float:
    largest = float(np.abs(_wide(array)).max(initial=0.0))
    if not math.isfinite(largest):
        largest = float(np.abs(array[np.isfinite(array)]).max(initial=0.0))
    return largest


def _as_imprecise(simulated: Array, seen: Observation) -> bool:
    """Whether both are wrong by about as much, and wrong in the same problems."""
    assert seen.reply.value is not None
    if not np.array_equal(np.isfinite(simulated), np.isfinite(seen.reply.value)):
        return False
    expected, observed = _error(simulated, seen), _error(seen.reply.value, seen)
    limit = float(seen.allowed.max(initial=0.0))
    if expected <= limit or observed <= limit:
        # what is just within the bound one way may be just beyond it in another
        return max(expected, observed) <= ALIKE * limit
    if np.isinf(expected) or np.isinf(observed):
        return expected == observed
    return expected / ALIKE <= observed <= expected * ALIKE


def _rounded_alike(simulated: Array, seen: Observation) -> bool:
    """Whether nearly all elements are the same, and it is wrong in the same problems.

    Sums in another order are rounded to another neighbour now and then, and more of them where
    what is rounded in between is added up.
    """
    assert seen.reply.value is not None
    alike = same(as_real(simulated), as_real(seen.reply.value))
    if np.count_nonzero(alike) < SAME * alike.size:
        return False
    return seen.passed or not near(simulated, seen.truth, seen.allowed)


def _summed_alike(simulated: Array, seen: Observation) -> bool:
    """Whether both are wrong, and on the average by about as much; or neither is.

    In another order the same terms are off by another amount. Only in a narrow dtype, or where
    integers are added up as real numbers, is anything off: what fails in another one fails for
    another reason.
    """
    assert seen.reply.value is not None
    if not (is_narrow(seen.problem.dtype) or is_integer(seen.problem.dtype)):
        return seen.passed
    one, two = as_real(simulated), as_real(seen.reply.value)
    numbers = np.isfinite(one)
    if not same(np.where(numbers, 0.0, one), np.where(np.isfinite(two), 0.0, two)).all():
        return False
    if towards_zero(two, seen) and not towards_zero(one, seen, MOSTLY):
        return False  # no order of summation is off to one side alone
    (worst, usual), (other, its) = (_off(each, seen) for each in (simulated, seen.reply.value))
    if worst > 1 and other > 1:
        return max(usual, its) <= ORDERS * min(usual, its)
    return max(worst, other) <= NEARLY


def towards_zero(value: Array, seen: Observation, share: float = 1.0) -> bool:
    """Whether numbers are too small wherever they are off, or in such a share of the places."""
    off = np.abs(as_real(value)) - np.abs(seen.truth)
    off = off[np.isfinite(off) & (off != 0)]
    return len(off) >= TELLING and int(np.count_nonzero(off < 0)) >= share * len(off)


def _off(value: Array, seen: Observation) -> tuple[float, float]:
    """Return the largest difference as a share of what is allowed there, and their mean square's root."""
    with np.errstate(all="ignore"):
        off = np.abs(as_real(value) - seen.truth)
        share = np.where(off == 0, 0.0, off / seen.allowed)
    off = off[np.isfinite(off)]
    usual = math.sqrt(float(np.mean(off**2))) if off.size else 0.0
    return float(share[~np.isnan(share)].max(initial=0.0)), usual


def _error(value: Array | None, seen: Observation) -> float:
    """Largest difference from the truth; infinite where a number is none or the reverse."""
    assert value is not None
    with np.errstate(invalid="ignore", over="ignore"):
        wide, truth = as_real(value), seen.truth
        if not np.array_equal(np.isfinite(wide), np.isfinite(truth)):
            return float("inf")
        finite = np.isfinite(truth)
        return float(np.abs(wide[finite] - truth[finite]).max(initial=0.0))
