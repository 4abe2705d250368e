"""The definition: each window's sum over the number of its pixels, those of the padding included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncheck.operators.formulas import everywhere

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.operators.formulas import Terms


def _forward(a: dict[str, Any], shapes: dict[str, Any], out_shape: tuple[int, ...]) -> Terms:
    """out[n, c, i, j] = sum over k, l of Xpad[n, c, sh i + k, sw j + l] / (KH KW)."""
    X, (sh, sw), (ph, pw) = a["X"], a["stride"], a["padding"]
    taps = list(everywhere((a["window"],) * 2))
    return {
        (n, c, i, j): [
            X.get((n, c, sh * i + k - ph, sw * j + l - pw), 0) / len(taps) for k, l in taps
        ]
        for n, c, i, j in everywhere(out_shape)
    }


def _backward(a: dict[str, Any], shapes: dict[str, Any], _: tuple[int, ...]) -> Terms:
    """dXpad[n, c, sh i + k, sw j + l] += out_grad[n, c, i, j] / (KH KW), over all i, j, k, l."""
    X, (sh, sw), (ph, pw) = a["X"], a["stride"], a["padding"]
    taps = list(everywhere((a["window"],) * 2))
    terms: Terms = {}
    for (n, c, i, j), gradient in a["out_grad"].items():
        for k, l in taps:
            at = (n, c, sh * i + k - ph, sw * j + l - pw)
            if at in X:
                terms.setdefault(at, []).append(gradient / len(taps))
    return terms


FORMULAS: Mapping[str, Callable[..., Terms]] = {"forward": _forward, "backward": _backward}
