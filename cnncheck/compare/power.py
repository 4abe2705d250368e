"""How much a pass in the real lane proves: the share of lost products that would have shown.

Rounding has to be allowed for, and what is smaller than the allowance goes unnoticed. An element
of the result is a sum of K products (gradients, for the backward pass of pooling). An
implementation that loses one of them is off by that product, which is noticed for certain when it
exceeds twice what is allowed: once for the bound itself, once for the rounding that the rest of
the sum may bring in the other direction.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cnncheck.operators.problem import Array, Problem
    from cnncheck.operators.relation import Windows
    from cnncheck.operators.thinning import Thinned
    from cnncheck.references.truth import Truth

SAMPLES = 4096
"""Products that are looked at, if there are more; the share is then known to within about 1.6 %
(two sigma)."""

SEED = 0
"""Of the sample: the same problem always has the same power."""

MOST = 9
"""Indices of an element and its product together, with three spatial axes."""

CERTAIN = 2.0
"""Times the allowed difference: a loss beyond it shows whatever else is rounded."""


def detection_power(
    problem: Problem, truth: Truth, allowed: Array, thinned: Thinned | None = None
) -> float | None:
    """Return the share of single products whose loss the comparison would notice.

    Parameters
    ----------
    problem : Problem
    truth : Truth
    allowed : float64 array
        The largest allowed difference at each element of the truth.
    thinned : Thinned, optional
        Whose sums are compared in place of elements.

    Returns
    -------
    float or None
        Between 0 and 1, from all pairs of an element and one of its products, or a sample of them.
        ``None`` where no difference is allowed, so that every loss shows; where no elements are
        multiplied, and no window picks one; and where no product could be lost.

    Notes
    -----
    A product that is 0 cannot be lost, nor is one that is not finite a question of tolerance:
    such pairs are left out. What is lost from an element that is not a number goes unnoticed.
    """
    if not (problem.multiplies or problem.picks) or not allowed.any():
        return None
    with np.errstate(all="ignore"):
        at, products = _terms(problem, problem.windows)
        usable = np.isfinite(products) & (products != 0)
        if thinned:
            at, products = _in_sums(thinned, at, products)
    if not usable.any():
        return None
    noticed = np.abs(products) > CERTAIN * allowed[at]
    noticed &= usable & np.isfinite(truth.value[at])
    return float(np.count_nonzero(noticed) / np.count_nonzero(usable))


def _in_sums(thinned: Thinned, at: tuple[Array, ...], products: Array) -> Terms:
    """Return in which sum each product is, and what it is there."""
    axis, each = thinned.slices.axis, thinned.slices.each
    group, number = np.divmod(at[axis], each)
    return (*at[:axis], group, *at[axis + 1 :]), products * thinned.factors[group, number]


Terms = tuple[tuple["Array", ...], "Array"]
"""Indices into the result, one array an axis, and one of the products of each element."""


def _indices(*lengths: int) -> tuple[Array, ...]:
    """Return all combinations of indices below some lengths, or as many random ones as SAMPLES."""
    count = math.prod(lengths)
    if count <= SAMPLES:
        return np.unravel_index(np.arange(count), lengths)
    draws = _draws()[: len(lengths)]
    return tuple(
        (each * length).astype(np.intp) for each, length in zip(draws, lengths, strict=True)
    )


@functools.cache
def _draws() -> Array:
    """Return numbers in [0, 1): drawn once, for that takes longer than a small problem."""
    return np.random.RandomState(SEED).random_sample((MOST, SAMPLES))


def _terms(problem: Problem, windows: Windows) -> Terms:
    if problem.multiplies:
        return _products(problem, windows)
    return _gradients(problem, windows)


def _products(problem: Problem, windows: Windows) -> Terms:
    """One product has an element of X, one of W and one of the output; the result is any of them.

    out[n, f, o] has W[f, c, k] X[n, c, the pixel that tap k of window o reads], c counted from the
    first channel of the filter's group on. Where windows lie in the output it is the other way.
    """
    arrays = problem.arrays
    read, windowed = problem.roles
    rank = len(windows.axes)
    F, C = arrays["W"].shape[:2]
    n, f, *rest = _indices(len(arrays["X"]), F, *windows.out, C, *windows.kernel)
    o, c, k = rest[:rank], rest[rank], rest[rank + 1 :]
    pixels = [axis.pixel(*at) for axis, *at in zip(windows.axes, o, k, strict=True)]
    inside = _inside(windows, pixels, zip(o, k, strict=True))
    channels = arrays[read].shape[1] if read in arrays else problem.out_shape[1]
    groups = channels // C
    channel = f // (F // groups) * C + c
    places = {read: (n, channel, *pixels), "W": (f, c, *k), windowed: (n, f, *o)}
    if not inside.all():
        places = {name: tuple(i[inside] for i in place) for name, place in places.items()}
    one, other = ((arrays[name], places[name]) for name in problem.linear)
    (result,) = places.keys() - set(problem.linear)
    return places[result], one[0][one[1]].astype(np.float64) * other[0][other[1]]


def _gradients(problem: Problem, windows: Windows) -> Terms:
    """dX[the largest of a window's pixels] has the window's gradient."""
    (name,) = problem.linear
    gradient, X = problem.arrays[name], problem.arrays["X"]
    n, c, *o = _indices(*gradient.shape)
    taps = np.unravel_index(np.arange(math.prod(windows.kernel)), windows.kernel)
    pixels = [
        axis.pixel(window[:, None], tap)
        for axis, window, tap in zip(windows.axes, o, taps, strict=True)
    ]
    inside = _inside(windows, pixels, ((o[axis][:, None], tap) for axis, tap in enumerate(taps)))
    places = (np.where(inside, pixel, 0) for pixel in pixels)
    seen = np.where(inside, X[(n[:, None], c[:, None], *places)], -np.inf)
    winner = np.where(seen.max(axis=1) > -np.inf, seen.argmax(axis=1), inside.argmax(axis=1))
    chosen = (np.arange(len(n)), winner)
    at = (n, c, *(each[chosen] for each in pixels))
    return at, gradient[(n, c, *o)].astype(np.float64)


def _inside(
    windows: Windows, pixels: Sequence[Array], taps: Iterable[tuple[Array, Array]]
) -> Array:
    each = zip(windows.axes, pixels, taps, strict=True)
    inside = [axis.holds(pixel) & axis.has(*tap) for axis, pixel, tap in each]
    return np.asarray(np.logical_and.reduce(np.broadcast_arrays(*inside)))
