"""The definition: those of the assignment, and for gradients the same products added up elsewhere.

Filter f of F, in G groups, reads from channel (f // (F / G)) C / G on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncheck.operators.formulas import everywhere

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.operators.formulas import Terms


def _first_channels(a: dict[str, Any], shapes: dict[str, Any]) -> list[int]:
    """Return for each filter the first channel of X that it reads."""
    F, channels = shapes["W"][:2]
    return [f // (F // a["groups"]) * channels for f in range(F)]


def _forward(a: dict[str, Any], shapes: dict[str, Any], out_shape: tuple[int, ...]) -> Terms:
    """out[n, f, i, j] = b[f] + sum over c, k, l of W[f, c, k, l] Xpad[n, c, sh i + dh k, sw j + dw l]."""
    X, W, (sh, sw), (ph, pw) = a["X"], a["W"], a["stride"], a["padding"]
    dh, dw = a["dilation"]
    first = _first_channels(a, shapes)
    taps = list(everywhere(shapes["W"][1:]))
    biases = {f: [number] for (f,), number in (a.get("b") or {}).items()}
    return {
        (n, f, i, j): [
            W[f, c, k, l] * X.get((n, first[f] + c, sh * i + dh * k - ph, sw * j + dw * l - pw), 0)
            for c, k, l in taps
        ]
        + biases.get(f, [])
        for n, f, i, j in everywhere(out_shape)
    }


def _backward_filter(
    a: dict[str, Any], shapes: dict[str, Any], out_shape: tuple[int, ...]
) -> Terms:
    """dW[f, c, k, l] = sum over n, i, j of out_grad[n, f, i, j] Xpad[n, c, sh i + dh k, sw j + dw l]."""
    X, G, (sh, sw), (ph, pw) = a["X"], a["out_grad"], a["stride"], a["padding"]
    dh, dw = a["dilation"]
    first = _first_channels(a, shapes)
    N, _, OH, OW = shapes["out_grad"]
    return {
        (f, c, k, l): [
            G[n, f, i, j] * X.get((n, first[f] + c, sh * i + dh * k - ph, sw * j + dw * l - pw), 0)
            for n, i, j in everywhere((N, OH, OW))
        ]
        for f, c, k, l in everywhere(out_shape)
    }


def _backward_input(a: dict[str, Any], shapes: dict[str, Any], _: tuple[int, ...]) -> Terms:
    """dXpad[n, c, sh i + dh k, sw j + dw l] += out_grad[n, f, i, j] W[f, c, k, l], over all i, j, k, l."""
    X, W, (sh, sw), (ph, pw) = a["X"], a["W"], a["stride"], a["padding"]
    dh, dw = a["dilation"]
    first = _first_channels(a, shapes)
    taps = list(everywhere(shapes["W"][1:]))
    terms: Terms = {}
    for (n, f, i, j), gradient in a["out_grad"].items():
        for c, k, l in taps:
            at = (n, first[f] + c, sh * i + dh * k - ph, sw * j + dw * l - pw)
            if at in X:
                terms.setdefault(at, []).append(gradient * W[f, c, k, l])
    return terms


def _backward_bias(a: dict[str, Any], _: dict[str, Any], out_shape: tuple[int, ...]) -> Terms:
    """db[f] = sum over n, i, j of out_grad[n, f, i, j]."""
    terms: Terms = {(f,): [] for (f,) in everywhere(out_shape)}
    for (_n, f, _i, _j), gradient in a["out_grad"].items():
        terms[f,].append(gradient)
    return terms


FORMULAS: Mapping[str, Callable[..., Terms]] = {
    "forward": _forward,
    "backward_filter": _backward_filter,
    "backward_input": _backward_input,
    "backward_bias": _backward_bias,
}
