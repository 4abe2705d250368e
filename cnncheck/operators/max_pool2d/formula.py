"""The definition; among equal values the first in row-major order is the largest, and NaN wins."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from cnncheck.operators.formulas import everywhere

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.operators.formulas import Pixels, Terms

    Pair = tuple[int, int]
    Pixel = tuple[int, int, int, int]


def _forward(a: dict[str, Any], shapes: dict[str, Any], out_shape: tuple[int, ...]) -> Terms:
    """out[n, c, i, j] = max over k, l < f of X[n, c, sh i + k, sw j + l]."""
    X = a["X"]
    return {at: [X[_winner(X, at, a["window"], a["stride"])]] for at in everywhere(out_shape)}


def _backward(a: dict[str, Any], shapes: dict[str, Any], _: tuple[int, ...]) -> Terms:
    """dX[the first of the window's maxima] += out_grad[n, c, i, j]."""
    terms: Terms = {}
    for at, gradient in a["out_grad"].items():
        terms.setdefault(_winner(a["X"], at, a["window"], a["stride"]), []).append(gradient)
    return terms


def _winner(X: Pixels, at: Pixel, f: int, stride: Pair) -> Pixel:
    (n, c, i, j), (sh, sw) = at, stride
    window = [(n, c, sh * i + k, sw * j + l) for k, l in product(range(f), repeat=2)]
    best = window[0]
    for place in window[1:]:
        if X[place] > X[best] or (X[place] != X[place] and X[best] == X[best]):
            best = place
    return best


FORMULAS: Mapping[str, Callable[..., Terms]] = {"forward": _forward, "backward": _backward}
