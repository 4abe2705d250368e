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
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.operators.problem import Array, Problem
    from cnncheck.references.truth import Truth

SAMPLES = 4096
"""Products that are looked at, if there are more; the share is then known to within about 1.6 %
(two sigma)."""

SEED = 0
"""Of the sample: the same problem always has the same power."""

MOST = 7
"""Indices of an element and its product together."""

CERTAIN = 2.0
"""Times the allowed difference: a loss beyond it shows whatever else is rounded."""


def detection_power(problem: Problem, truth: Truth, allowed: Array) -> float | None:
    """Return the share of single products whose loss the comparison would notice.

    Parameters
    ----------
    problem : Problem
    truth : Truth
    allowed : float64 array
        The largest allowed difference at each element of the truth.

    Returns
    -------
    float or None
        Between 0 and 1, from all pairs of an element and one of its products, or a sample of them.
        ``None`` where no difference is allowed, so that every loss shows; where values are only
        moved; and where no product could be lost.

    Notes
    -----
    A product that is 0 cannot be lost, nor is one that is not finite a question of tolerance:
    such pairs are left out. What is lost from an element that is not a number goes unnoticed.
    """
    terms = _TERMS.get(problem.function)
    if terms is None or not allowed.any():
        return None
    with np.errstate(all="ignore"):
        at, products = terms(problem)
        usable = np.isfinite(products) & (products != 0)
    if not usable.any():
        return None
    noticed = np.abs(products) > CERTAIN * allowed[at]
    noticed &= usable & np.isfinite(truth.value[at])
    return float(np.count_nonzero(noticed) / np.count_nonzero(usable))


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


def _products(one: Array, other: Array) -> Array:
    return one.astype(np.float64) * other


def _convolution(problem: Problem) -> Terms:
    """out[n, f, i, j] has W[f, c, k, l] Xpad[n, c, sh i + k, sw j + l]."""
    a: dict[str, Any] = dict(problem.arguments)
    X, W, (sh, sw), (ph, pw) = a["X"], a["W"], a["stride"], a["padding"]
    n, f, i, j, c, k, l = _indices(*problem.out_shape, *W.shape[1:])
    h, w = sh * i + k - ph, sw * j + l - pw
    if ph or pw:
        inside = (h >= 0) & (h < X.shape[2]) & (w >= 0) & (w < X.shape[3])
        n, f, i, j, c, k, l, h, w = (each[inside] for each in (n, f, i, j, c, k, l, h, w))
    return (n, f, i, j), _products(W[f, c, k, l], X[n, c, h, w])


def _backward_filter(problem: Problem) -> Terms:
    """dW[f, c, k, l] has out_grad[n, f, i, j] X[n, c, sh i + k, sw j + l]."""
    a: dict[str, Any] = dict(problem.arguments)
    G, X, (sh, sw) = a["out_grad"], a["X"], a["stride"]
    n, f, i, j, c, k, l = _indices(*G.shape, *problem.out_shape[1:])
    return (f, c, k, l), _products(G[n, f, i, j], X[n, c, sh * i + k, sw * j + l])


def _backward_input(problem: Problem) -> Terms:
    """dX[n, c, sh i + k, sw j + l] has out_grad[n, f, i, j] W[f, c, k, l]."""
    a: dict[str, Any] = dict(problem.arguments)
    G, W, (sh, sw) = a["out_grad"], a["W"], a["stride"]
    n, f, i, j, c, k, l = _indices(*G.shape, *W.shape[1:])
    return (n, c, sh * i + k, sw * j + l), _products(G[n, f, i, j], W[f, c, k, l])


def _pool_back(problem: Problem) -> Terms:
    """dX[the winner of the window at i, j] has grad_pool[n, c, i, j]."""
    a: dict[str, Any] = dict(problem.arguments)
    G, X, f, s = a["grad_pool"], a["X"], a["f"], a["s"]
    n, c, i, j = _indices(*G.shape)
    taps = np.arange(f)
    rows, cols = s * i[:, None, None] + taps[:, None], s * j[:, None, None] + taps
    windows = X[n[:, None, None], c[:, None, None], rows, cols].reshape(len(n), -1)
    winner = windows.argmax(axis=1)
    return (n, c, s * i + winner // f, s * j + winner % f), G[n, c, i, j].astype(np.float64)


_TERMS: dict[str, Callable[[Problem], Terms]] = {
    "convolution2D": _convolution,
    "convolution2D_backward_filter": _backward_filter,
    "convolution2D_backward_input": _backward_input,
    "pool_back": _pool_back,
}
