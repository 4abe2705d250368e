"""The definition: each window's sum over the number of its pixels, or over the divisor.

Pixels of the padding count unless ``count_include_pad`` is false; what is beyond it never does.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from cnncheck.operators.formulas import everywhere

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.operators.formulas import Place, Terms


def _forward(a: dict[str, Any], shapes: dict[str, Any], out_shape: tuple[int, ...]) -> Terms:
    """out[n, c, i, j] = sum over k, l of Xpad[n, c, sh i + dh k, sw j + dw l] / (KH KW)."""
    X, terms = a["X"], {}
    for at in everywhere(out_shape):
        window, count = _window(a, shapes["X"], at)
        terms[at] = [X[place] / count for place in window if place in X]
    return terms


def _backward(a: dict[str, Any], shapes: dict[str, Any], _: tuple[int, ...]) -> Terms:
    """dXpad[n, c, sh i + dh k, sw j + dw l] += out_grad[n, c, i, j] / (KH KW), over all i, j, k, l."""
    X, terms = a["X"], dict[Any, list[Any]]()
    for at, gradient in a["out_grad"].items():
        window, count = _window(a, shapes["X"], at)
        for place in window:
            if place in X:
                terms.setdefault(place, []).append(gradient / count)
    return terms


def _window(a: dict[str, Any], shape: tuple[int, ...], at: Place) -> tuple[list[Place], int]:
    """Return what a window reads, and what its sum is divided by."""
    n, c, *window = at
    told = zip(window, a["stride"], a["padding"], strict=True)
    starts = [stride * i - padding for i, stride, padding in told]
    places = [
        (n, c, *(start + d * k for start, d, k in zip(starts, a["dilation"], tap, strict=True)))
        for tap in everywhere(a["window"])
    ]
    if a["divisor"]:
        return places, a["divisor"]
    none = (0,) * len(window)
    before, behind = (a["padding"], a["padding_after"]) if a["count_include_pad"] else (none, none)
    each = zip(starts, a["window"], a["dilation"], before, behind, shape[2:], strict=True)
    counted = [
        sum(-p <= start + d * k < length + q for k in range(side))
        for start, side, d, p, q, length in each
    ]
    return places, prod(counted)


FORMULAS: Mapping[str, Callable[..., Terms]] = {"forward": _forward, "backward": _backward}
