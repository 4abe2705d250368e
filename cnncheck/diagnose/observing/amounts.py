"""What is wrong by a little: how much, and whether it is rounding."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.observing.matching import towards_zero
from cnncheck.diagnose.observing.observation import near
from cnncheck.dtypes import is_floating, is_narrow, unit_roundoff

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.operators.problem import Array, Problem

SMALL = 0.02
"""Share of a value's size up to which an error is called small."""

ROUNDING = 1000.0
"""Units of rounding, for values of the problem's size, up to which it can be rounding."""

SAME = 1e-6
"""Share by which factors may be off that are one."""

EVERYWHERE = 0.9
"""Share of the elements, other than zeros, that makes an error one of all."""


@dataclass(frozen=True, slots=True, eq=False)
class _Error:
    """Error of one answer.

    Attributes
    ----------
    units : float
        The largest difference, in units of rounding of values of the problem's size.
    share : float
        The largest difference, as a share of the truth's largest element.
    ratios : array
        What came back over what is right, wherever that is wrong and large enough to tell.
    wrong, size : int
        Elements that are wrong, and all that are not zero.
    """

    units: float
    share: float
    ratios: Array
    wrong: int
    size: int


def valued(problem: Problem) -> tuple[str, ...]:
    """Return the arrays whose values are in the result; in pooling X only says where they go."""
    return problem.linear or tuple(problem.arrays)[:1]


def scaled(failing: Iterable[Observation]) -> str:
    """Say by which number all right answers are multiplied; empty where there is no such number."""
    factors = []
    for seen in failing:
        value, largest = seen.reply.value, np.abs(seen.truth).argmax() if seen.truth.size else 0
        if not seen.is_finite or not seen.largest:
            continue
        if value is None or value.shape != seen.truth.shape or value.dtype.kind not in "fiu":
            return ""
        factors.append(float(value.flat[largest] / seen.truth.flat[largest]))
        if not near(value, factors[-1] * seen.truth, SAME * seen.largest * abs(factors[-1])):
            return ""
    alike = factors and max(factors) - min(factors) <= SAME * max(map(abs, factors))
    told = f"{factors[0]:g}" if alike else "0"
    # what is written as 1 is the right value, but for an error that is small and no factor
    return f"every value is {told} times what it should be" if told not in ("0", "1") else ""


def small_errors(failing: Sequence[Observation]) -> str:
    """Say by how much all failing answers are off; empty where that is not a little.

    Parameters
    ----------
    failing : sequence of Observation
        Of one function; at least one.
    """
    # An algorithm that mixes distant elements spreads a NaN; what it does to numbers is told.
    failing = [each for each in failing if each.is_finite] or failing
    errors = [_error(each) for each in failing]
    found = [each for each in errors if each is not None]
    if not found or len(found) < len(errors):
        return ""
    units = max(each.units for each in found)
    if units <= ROUNDING:
        return _rounding(failing, units)
    if max(each.share for each in found) > SMALL:
        return ""
    return _amount(found)


def _error(seen: Observation) -> _Error | None:
    value, truth = seen.reply.value, seen.truth
    if value is None or value.shape != truth.shape or not is_floating(value.dtype):
        return None
    got = value.astype(np.float64)
    usable = np.isfinite(truth)
    if not np.array_equal(got[~usable], truth[~usable], equal_nan=True) or not usable.any():
        return None  # what is NaN in place of infinity is off by no amount
    if not np.isfinite(got[usable]).all():
        return None
    got, truth, allowed = got[usable], truth[usable], seen.allowed[usable]
    off = np.abs(got - truth)
    largest = float(np.abs(truth).max())
    unit = unit_roundoff(seen.problem.dtype)
    telling = np.abs(truth) > SMALL * largest
    wrong = telling & (off > allowed)
    return _Error(
        units=float(off.max()) / (unit * max(size_of_sums(seen.problem), largest) or 1.0),
        share=float(off.max()) / largest if largest else math.inf,
        ratios=got[wrong] / truth[wrong],
        wrong=int(np.count_nonzero(wrong)),
        size=int(np.count_nonzero(telling)),
    )


def size_of_sums(problem: Problem) -> float:
    """Return the size of a sum of as many products, or values, as a problem adds up."""
    arrays = (problem.arrays[name] for name in valued(problem))
    largest = [float(np.abs(array[np.isfinite(array)]).max(initial=0.0)) for array in arrays]
    return math.prod(largest) * math.sqrt(max(problem.depth, 1))


def _rounding(failing: Sequence[Observation], units: float) -> str:
    problem = failing[0].problem
    dtypes = " and ".join(sorted({each.problem.dtype.name for each in failing}))
    told = f"differs by about {units:.1g} units of rounding of {dtypes}"
    if units >= 1:
        told = f"differs by about {_digit(units)} units of rounding of {dtypes}"
    if all(is_narrow(each.problem.dtype) for each in failing) and problem.depth:
        values = [each.reply.value for each in failing]
        if all(v is not None and towards_zero(v, e) for v, e in zip(values, failing, strict=True)):
            return (
                f"{told}, always towards zero: is the result cut, and not rounded to the nearest?"
            )
        return f"{told}: is anything rounded on the way, or otherwise than to the nearest number?"
    if problem.depth and not problem.multiplies:
        return (
            f"{told}: a difference of running sums rounds more than a sum of a window's own values"
        )
    if not problem.multiplies:
        return f"{told}: is anything multiplied or divided that should only be moved or added?"
    if problem.algorithm != "direct":
        return f"{told}, more than --algorithm {problem.algorithm} allows for"
    return f"{told}: if this is Winograd or FFT, say --algorithm winograd or --algorithm fft"


def _amount(errors: Sequence[_Error]) -> str:
    ratios = np.concatenate([each.ratios for each in errors])
    if not ratios.size:
        return ""
    wrong, size = sum(each.wrong for each in errors), sum(each.size for each in errors)
    many = wrong >= EVERYWHERE * size
    where = "everywhere" if many else f"in {max(1, round(100 * wrong / size))} % of the elements"
    middle = float(np.median(ratios)) - 1
    if np.abs(ratios - 1 - middle).max() <= 0.1 * abs(middle):
        return f"about {_power(abs(middle))} too {'large' if middle > 0 else 'small'} {where}"
    usual = float(np.median(np.abs(ratios - 1)))
    return f"off by about {_power(usual)} of its size, up and down, {where}"


def _digit(number: float) -> str:
    """Write a number of at least 1 with its first digit alone: 40 for 38.7."""
    return f"{float(f'{number:.0e}'):.0f}"


def _power(number: float) -> str:
    """Write 0.00101 as ``1e-3``."""
    digit, _, power = f"{number:.0e}".partition("e")
    return f"{digit}e{int(power)}"
