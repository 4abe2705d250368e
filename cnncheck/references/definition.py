"""The formulas as plain loops: slow, obvious, and independent of every array library.

Values are Python numbers. Integers are added exactly; floats by `math.fsum`, which rounds once.
The formulas are those of the assignment (and of Dumoulin and Visin, "A guide to convolution
arithmetic for deep learning", 2016, for the shapes).
"""

from __future__ import annotations

import math
import time
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.references.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cnncheck.operators.problem import Array, Problem

Pixel = tuple[int, int, int, int]
Number = int | float
Terms = dict[Pixel, list[Number]]
Pixels = dict[Pixel, Number]


class DefinitionReference:
    """Answers problems from the formulas alone, without torch."""

    name = "definition"

    def answer(self, problem: Problem) -> Truth:
        """Answer exactly where values are integers, else correctly rounded."""
        started = time.perf_counter()
        terms = _terms(problem)
        value = _collect(terms, problem.out_shape)
        seconds = time.perf_counter() - started
        if not problem.needs_bound:
            return Truth(value, seconds=seconds)
        finite = {
            at: [abs(term) for term in some if math.isfinite(term)] for at, some in terms.items()
        }
        norms = [
            float(np.linalg.norm(np.nan_to_num(array.astype(np.float64), posinf=0.0, neginf=0.0)))
            for array in map(problem.arrays.__getitem__, problem.linear)
        ]
        norm = math.prod(norms) if problem.multiplies else 0.0
        return Truth(value, _collect(finite, problem.out_shape), norm, seconds)

    def yardstick(self, problem: Problem) -> None:
        """There is none: the definition has no dtype of its own."""


def work(problem: Problem) -> int:
    """Count the terms that `DefinitionReference.answer` would add, roughly, without doing so."""
    out = math.prod(problem.out_shape) * max(problem.depth, 1)
    return out if problem.pass_name != "backward" else out + _pool_reads(problem)


def _pool_reads(problem: Problem) -> int:
    return int(math.prod(problem.arrays["grad_pool"].shape)) * int(problem.arguments["f"]) ** 2  # type: ignore[arg-type]


def _terms(problem: Problem) -> Terms:
    arguments: dict[str, Any] = {
        name: _pixels(value) if isinstance(value, np.ndarray) else value
        for name, value in problem.arguments.items()
    }
    shapes = {name: array.shape for name, array in problem.arrays.items()}
    return _FORMULAS[problem.function](arguments, shapes, problem.out_shape)


def _pixels(array: Array) -> Pixels:
    values: list[Number] = array.ravel().tolist()
    if all(math.isfinite(value) and value == int(value) for value in values):
        values = [int(value) for value in values]
    places: Iterable[Any] = product(*(range(length) for length in array.shape))
    return dict(zip(places, values, strict=True))


def _collect(terms: Terms, shape: tuple[int, ...]) -> Array:
    out = np.zeros(shape, np.float64)
    for at, values in terms.items():
        out[at] = _total(values)
    return out


def _total(values: list[Number]) -> Number:
    total = sum(values)
    if type(total) is int or not math.isfinite(total):  # an integer is a sum of integers alone
        return total
    return math.fsum(values)


def _everywhere(shape: tuple[int, ...]) -> Iterable[Any]:
    return product(*(range(length) for length in shape))


# --- one formula for each function under test --------------------------------------------------
# Each returns, for every element of the result that receives any, the terms to be added up.


def _zero_padding(a: dict[str, Any], shapes: dict[str, Any], _: tuple[int, ...]) -> Terms:
    ph, pw = a["padding"]
    return {(n, c, i + ph, j + pw): [value] for (n, c, i, j), value in a["X"].items()}


def _convolution(a: dict[str, Any], shapes: dict[str, Any], out_shape: tuple[int, ...]) -> Terms:
    """out[n, f, i, j] = sum over c, k, l of W[f, c, k, l] Xpad[n, c, sh i + k, sw j + l]."""
    X, W, (sh, sw), (ph, pw) = a["X"], a["W"], a["stride"], a["padding"]
    taps = list(_everywhere(shapes["W"][1:]))
    return {
        (n, f, i, j): [
            W[f, c, k, l] * X.get((n, c, sh * i + k - ph, sw * j + l - pw), 0) for c, k, l in taps
        ]
        for n, f, i, j in _everywhere(out_shape)
    }


def _backward_filter(
    a: dict[str, Any], shapes: dict[str, Any], out_shape: tuple[int, ...]
) -> Terms:
    """dW[f, c, k, l] = sum over n, i, j of out_grad[n, f, i, j] X[n, c, sh i + k, sw j + l]."""
    X, G, (sh, sw) = a["X"], a["out_grad"], a["stride"]
    N, _, OH, OW = shapes["out_grad"]
    return {
        (f, c, k, l): [
            G[n, f, i, j] * X[n, c, sh * i + k, sw * j + l] for n, i, j in _everywhere((N, OH, OW))
        ]
        for f, c, k, l in _everywhere(out_shape)
    }


def _backward_input(a: dict[str, Any], shapes: dict[str, Any], _: tuple[int, ...]) -> Terms:
    """dX[n, c, sh i + k, sw j + l] += out_grad[n, f, i, j] W[f, c, k, l], over all i, j, k, l."""
    W, (sh, sw) = a["W"], a["stride"]
    taps = list(_everywhere(shapes["W"][1:]))
    terms: Terms = {}
    for (n, f, i, j), gradient in a["out_grad"].items():
        for c, k, l in taps:
            at = (n, c, sh * i + k, sw * j + l)
            terms.setdefault(at, []).append(gradient * W[f, c, k, l])
    return terms


def _pool_forward(a: dict[str, Any], shapes: dict[str, Any], out_shape: tuple[int, ...]) -> Terms:
    """out[n, c, i, j] = max over k, l < f of X[n, c, s i + k, s j + l]; a NaN wins."""
    X, s = a["X"], a["s"]
    return {at: [X[_winner(X, at, a["f"], s)]] for at in _everywhere(out_shape)}


def _pool_back(a: dict[str, Any], shapes: dict[str, Any], _: tuple[int, ...]) -> Terms:
    """dX[the first of the window's maxima in row-major order] += grad_pool[n, c, i, j]."""
    terms: Terms = {}
    for at, gradient in a["grad_pool"].items():
        terms.setdefault(_winner(a["X"], at, a["f"], a["s"]), []).append(gradient)
    return terms


def _winner(X: Pixels, at: Pixel, f: int, s: int) -> Pixel:
    n, c, i, j = at
    window = [(n, c, s * i + k, s * j + l) for k, l in product(range(f), repeat=2)]
    best = window[0]
    for place in window[1:]:
        if X[place] > X[best] or (X[place] != X[place] and X[best] == X[best]):
            best = place
    return best


_FORMULAS: dict[str, Callable[[dict[str, Any], dict[str, Any], tuple[int, ...]], Terms]] = {
    "zero_padding": _zero_padding,
    "convolution2D": _convolution,
    "convolution2D_backward_filter": _backward_filter,
    "convolution2D_backward_input": _backward_input,
    "pool_forward": _pool_forward,
    "pool_back": _pool_back,
}
