"""How much a pass in the real lane proves: the share of lost products that would have shown.

Rounding has to be allowed for, and what is smaller than the allowance goes unnoticed. An element
of the result is a sum of K products (gradients, for the backward pass of pooling). An
implementation that loses one of them is off by that product, which is noticed for certain when it
exceeds twice what is allowed: once for the bound itself, once for the rounding that the rest of
the sum may bring in the other direction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.operators.problem import Array, Problem
    from cnncheck.references.truth import Truth

SAMPLES = 4096
"""Products that are looked at; the share is then known to within about 1.6 % (two sigma)."""

SEED = 0
"""Of the sample: the same problem always has the same power."""

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
        Between 0 and 1, from a sample of the pairs of an element and one of its products.
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
    stream = np.random.RandomState(SEED)
    with np.errstate(all="ignore"):
        at, products = terms(problem, stream)
        usable = np.isfinite(products) & (products != 0)
    if not usable.any():
        return None
    where = tuple(each[usable] for each in at)
    noticed = np.abs(products[usable]) > CERTAIN * allowed[where]
    noticed &= np.isfinite(truth.value[where])
    return float(np.count_nonzero(noticed) / np.count_nonzero(usable))


Terms = tuple[tuple["Array", ...], "Array"]
"""Indices into the result, one array an axis, and one of the products of each element."""


def _random(stream: np.random.RandomState, *lengths: int) -> tuple[Array, ...]:
    return tuple(stream.randint(0, length, SAMPLES) for length in lengths)


def _wide(array: Array) -> Array:
    return array.astype(np.float64)


def _convolution(problem: Problem, stream: np.random.RandomState) -> Terms:
    """out[n, f, i, j] has W[f, c, k, l] Xpad[n, c, sh i + k, sw j + l]."""
    a: dict[str, Any] = dict(problem.arguments)
    X, W, (sh, sw), (ph, pw) = _wide(a["X"]), _wide(a["W"]), a["stride"], a["padding"]
    n, f, i, j = at = _random(stream, *problem.out_shape)
    c, k, l = _random(stream, *W.shape[1:])
    h, w = sh * i + k - ph, sw * j + l - pw
    inside = (h >= 0) & (h < X.shape[2]) & (w >= 0) & (w < X.shape[3])
    n, f, c, k, l, h, w = (each[inside] for each in (n, f, c, k, l, h, w))
    return tuple(each[inside] for each in at), W[f, c, k, l] * X[n, c, h, w]


def _backward_filter(problem: Problem, stream: np.random.RandomState) -> Terms:
    """dW[f, c, k, l] has out_grad[n, f, i, j] X[n, c, sh i + k, sw j + l]."""
    a: dict[str, Any] = dict(problem.arguments)
    G, X, (sh, sw) = _wide(a["out_grad"]), _wide(a["X"]), a["stride"]
    n, f, i, j = _random(stream, *G.shape)
    c, k, l = _random(stream, *problem.out_shape[1:])
    return (f, c, k, l), G[n, f, i, j] * X[n, c, sh * i + k, sw * j + l]


def _backward_input(problem: Problem, stream: np.random.RandomState) -> Terms:
    """dX[n, c, sh i + k, sw j + l] has out_grad[n, f, i, j] W[f, c, k, l]."""
    a: dict[str, Any] = dict(problem.arguments)
    G, W, (sh, sw) = _wide(a["out_grad"]), _wide(a["W"]), a["stride"]
    n, f, i, j = _random(stream, *G.shape)
    c, k, l = _random(stream, *W.shape[1:])
    return (n, c, sh * i + k, sw * j + l), G[n, f, i, j] * W[f, c, k, l]


def _pool_back(problem: Problem, stream: np.random.RandomState) -> Terms:
    """dX[the winner of the window at i, j] has grad_pool[n, c, i, j]."""
    a: dict[str, Any] = dict(problem.arguments)
    G, X, f, s = _wide(a["grad_pool"]), _wide(a["X"]), a["f"], a["s"]
    n, c, i, j = _random(stream, *G.shape)
    taps = np.arange(f)
    rows, cols = s * i[:, None, None] + taps[:, None], s * j[:, None, None] + taps
    windows = X[n[:, None, None], c[:, None, None], rows, cols].reshape(SAMPLES, -1)
    winner = windows.argmax(axis=1)
    return (n, c, s * i + winner // f, s * j + winner % f), G[n, c, i, j]


_TERMS: dict[str, Callable[[Problem, np.random.RandomState], Terms]] = {
    "convolution2D": _convolution,
    "convolution2D_backward_filter": _backward_filter,
    "convolution2D_backward_input": _backward_input,
    "pool_back": _pool_back,
}
