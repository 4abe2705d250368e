"""What is said of repeated timings: medians, quartiles, how well a median is known."""

from __future__ import annotations

import math
import statistics
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the lower quartile, the median and the upper quartile.

    Between two values it is interpolated linearly, as NumPy does by default.
    """
    if len(values) == 1:
        return values[0], values[0], values[0]
    lower, middle, upper = statistics.quantiles(values, n=4, method="inclusive")
    return lower, middle, upper


def median_error(values: Sequence[float]) -> float:
    r"""Return the standard error of the median, without assuming a distribution.

    With c the rank nearest to where a 95 % interval of the median begins, the interval from the
    c-th smallest to the c-th largest value covers the median with the binomial probability
    p = 1 - 2 P(B(n, 1/2) < c), whatever the values' distribution; its length divided by twice the
    normal quantile of p is the error. One value tells nothing: infinity.

    References
    ----------
    R. M. Price, D. G. Bonett, "Estimating the variance of the sample median", Journal of
    Statistical Computation and Simulation 68 (2001).
    """
    count = len(values)
    if count < 2:
        return math.inf
    rank = max(1, round((count + 1) / 2 - NormalDist().inv_cdf(0.975) * math.sqrt(count / 4)))
    outside = 2 * sum(math.comb(count, k) for k in range(rank)) / 2**count
    ordered = sorted(values)
    quantile = NormalDist().inv_cdf(1 - outside / 2)
    return (ordered[count - rank] - ordered[rank - 1]) / (2 * quantile)


def median_and_error(values: Sequence[float]) -> tuple[float, float]:
    """Return the median of positive values and its relative standard error.

    Both are found on a scale of logarithms, so that a ratio and its inverse are known equally well.
    """
    logs = [math.log(value) for value in values]
    return math.exp(statistics.median(logs)), median_error(logs)


def geometric_mean(values: Iterable[float]) -> float:
    """Return the geometric mean: that of ratios is the inverse of that of their inverses."""
    return statistics.geometric_mean(values)
