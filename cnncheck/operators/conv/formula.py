"""The definition: those of the assignment, and for gradients the same products added up elsewhere.

Filter f of F, in G groups, reads from channel (f // (F / G)) C / G on. For images with any number of
axes: o, k and y stand for as many numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncheck.operators.formulas import everywhere

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.operators.formulas import Place, Terms


def _first_channels(a: dict[str, Any], shapes: dict[str, Any]) -> list[int]:
    """Return for each filter the first channel of X that it reads."""
    F, channels = shapes["W"][:2]
    return [f // (F // a["groups"]) * channels for f in range(F)]


def _read(
    a: dict[str, Any], kernel: Place, windows: Place
) -> dict[Place, list[tuple[Place, Place]]]:
    """Return for each window o its taps k, and the pixel s o + d k - p that each reads."""
    steps = list(zip(a["stride"], a["dilation"], a["padding"], strict=True))
    return {
        o: [
            (k, tuple(s * i + d * t - p for i, t, (s, d, p) in zip(o, k, steps, strict=True)))
            for k in everywhere(kernel)
        ]
        for o in everywhere(windows)
    }


def _forward(a: dict[str, Any], shapes: dict[str, Any], out_shape: Place) -> Terms:
    """out[n, f, o] = b[f] + sum over c, k of W[f, c, k] Xpad[n, c, s o + d k]."""
    X, W = a["X"], a["W"]
    (N, F, *windows), (channels, *kernel) = out_shape, shapes["W"][1:]
    first = _first_channels(a, shapes)
    biases = {f: [number] for (f,), number in (a.get("b") or {}).items()}
    return {
        (n, f, *o): [
            W[(f, c, *k)] * X.get((n, first[f] + c, *y), 0)
            for c in range(channels)
            for k, y in taps
        ]
        + biases.get(f, [])
        for o, taps in _read(a, tuple(kernel), tuple(windows)).items()
        for n, f in everywhere((N, F))
    }


def _backward_filter(a: dict[str, Any], shapes: dict[str, Any], out_shape: Place) -> Terms:
    """dW[f, c, k] = sum over n, o of out_grad[n, f, o] Xpad[n, c, s o + d k]."""
    X, G = a["X"], a["out_grad"]
    N, _, *windows = shapes["out_grad"]
    F, channels, *kernel = out_shape
    first = _first_channels(a, shapes)
    terms: Terms = {at: [] for at in everywhere(out_shape)}
    for o, taps in _read(a, tuple(kernel), tuple(windows)).items():
        for n, f, c in everywhere((N, F, channels)):
            for k, y in taps:
                product = G[(n, f, *o)] * X.get((n, first[f] + c, *y), 0)
                terms[(f, c, *k)].append(product)
    return terms


def _backward_input(a: dict[str, Any], shapes: dict[str, Any], _: Place) -> Terms:
    """dXpad[n, c, s o + d k] += out_grad[n, f, o] W[f, c, k], over all f, o, k."""
    X, W, G = a["X"], a["W"], a["out_grad"]
    N, F, *windows = shapes["out_grad"]
    channels, *kernel = shapes["W"][1:]
    first = _first_channels(a, shapes)
    terms: Terms = {}
    for o, taps in _read(a, tuple(kernel), tuple(windows)).items():
        for n, f, c in everywhere((N, F, channels)):
            for k, y in taps:
                at = (n, first[f] + c, *y)
                if at in X:
                    terms.setdefault(at, []).append(G[(n, f, *o)] * W[(f, c, *k)])
    return terms


def _backward_bias(a: dict[str, Any], _: dict[str, Any], out_shape: Place) -> Terms:
    """db[f] = sum over n, o of out_grad[n, f, o]."""
    terms: Terms = {(f,): [] for (f,) in everywhere(out_shape)}
    for (_n, f, *_o), gradient in a["out_grad"].items():
        terms[f,].append(gradient)
    return terms


FORMULAS: Mapping[str, Callable[..., Terms]] = {
    "forward": _forward,
    "backward_filter": _backward_filter,
    "backward_input": _backward_input,
    "backward_bias": _backward_bias,
}
