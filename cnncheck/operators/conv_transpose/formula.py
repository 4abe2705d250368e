"""The definition: pixel i of channel c, times tap k, is added to output s i + d k - p.

Channel c of C, in G groups, sends to the F / G filters of its group alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncheck.operators.formulas import everywhere

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cnncheck.operators.formulas import Place, Terms


def _products(a: dict[str, Any], shapes: dict[str, Any]) -> Iterator[tuple[Place, Place, Place]]:
    """Yield where each product has its pixel, its weight and its output, which may be cut off."""
    (N, C, *image), (_, filters, *kernel) = shapes["X"], shapes["W"]
    steps = list(zip(a["stride"], a["dilation"], a["padding"], strict=True))
    for i in everywhere(tuple(image)):
        for k in everywhere(tuple(kernel)):
            y = tuple(s * at + d * t - p for at, t, (s, d, p) in zip(i, k, steps, strict=True))
            for n, c, f in everywhere((N, C, filters)):
                first = c // (C // a["groups"]) * filters
                yield (n, c, *i), (c, f, *k), (n, first + f, *y)


def _forward(a: dict[str, Any], shapes: dict[str, Any], out_shape: Place) -> Terms:
    """out[n, f, s i + d k - p] += X[n, c, i] W[c, f, k], and b[f] once."""
    X, W, b = a["X"], a["W"], a.get("b") or {}
    terms: Terms = {at: [b[at[1],]] if b else [] for at in everywhere(out_shape)}
    for pixel, weight, output in _products(a, shapes):
        if output in terms:
            terms[output].append(X[pixel] * W[weight])
    return terms


def _backward_input(a: dict[str, Any], shapes: dict[str, Any], out_shape: Place) -> Terms:
    """dX[n, c, i] += out_grad[n, f, s i + d k - p] W[c, f, k], where that is 0 beyond the output."""
    G, W = a["out_grad"], a["W"]
    terms: Terms = {at: [] for at in everywhere(out_shape)}
    for pixel, weight, output in _products(a, shapes):
        terms[pixel].append(G.get(output, 0) * W[weight])
    return terms


def _backward_filter(a: dict[str, Any], shapes: dict[str, Any], out_shape: Place) -> Terms:
    """dW[c, f, k] += X[n, c, i] out_grad[n, f, s i + d k - p]."""
    G, X = a["out_grad"], a["X"]
    terms: Terms = {at: [] for at in everywhere(out_shape)}
    for pixel, weight, output in _products(a, shapes):
        terms[weight].append(X[pixel] * G.get(output, 0))
    return terms


def _backward_bias(a: dict[str, Any], _: dict[str, Any], out_shape: Place) -> Terms:
    """db[f] = sum over n, y of out_grad[n, f, y]."""
    terms: Terms = {(f,): [] for (f,) in everywhere(out_shape)}
    for (_n, f, *_y), gradient in a["out_grad"].items():
        terms[f,].append(gradient)
    return terms


FORMULAS: Mapping[str, Callable[..., Terms]] = {
    "forward": _forward,
    "backward_filter": _backward_filter,
    "backward_input": _backward_input,
    "backward_bias": _backward_bias,
}
