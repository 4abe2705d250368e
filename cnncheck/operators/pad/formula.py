"""The definition: each pixel of the padded image is one of the image, or the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncheck.operators.formulas import everywhere

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.operators.formulas import Place, Terms


def _forward(a: dict[str, Any], shapes: dict[str, Any], out_shape: tuple[int, ...]) -> Terms:
    """out[n, c, i, j] = X[n, c, source of i - before, source of j - before], or the value."""
    terms: Terms = {}
    for at in everywhere(out_shape):
        source = _source(a, shapes["X"], at)
        terms[at] = [a["X"][source] if source else a["value"]]
    return terms


def _backward(a: dict[str, Any], shapes: dict[str, Any], out_shape: tuple[int, ...]) -> Terms:
    """dX[n, c, source of i - before, source of j - before] += out_grad[n, c, i, j]."""
    terms: Terms = {}
    for at, gradient in a["out_grad"].items():
        source = _source(a, out_shape, at)
        if source:
            terms.setdefault(source, []).append(gradient)
    return terms


def _source(a: dict[str, Any], shape: tuple[int, ...], at: Place) -> Place:
    """Return the pixel of the image that a pixel of the padded image is; empty for none."""
    n, c, *padded = at
    told = zip(padded, a["before"], shape[2:], strict=True)
    place = [_along(a["mode"], i - before, length) for i, before, length in told]
    return () if None in place else (n, c, *(each for each in place if each is not None))


def _along(mode: str, i: int, length: int) -> int | None:
    if 0 <= i < length:
        return i
    match mode:
        case "reflect":
            return -i if i < 0 else 2 * (length - 1) - i
        case "replicate":
            return 0 if i < 0 else length - 1
        case "circular":
            return i + length if i < 0 else i - length
    return None


FORMULAS: Mapping[str, Callable[..., Terms]] = {"forward": _forward, "backward": _backward}
