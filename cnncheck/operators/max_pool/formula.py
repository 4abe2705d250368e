"""The definition; what is in the padding is no pixel of a window, and NaN is larger than any number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncheck.operators.formulas import everywhere

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.operators.formulas import Number, Pixels, Place, Terms


def _forward(a: dict[str, Any], shapes: dict[str, Any], out_shape: tuple[int, ...]) -> Terms:
    """out[n, c, i, j] = max over k, l of X[n, c, sh i + dh k - ph, sw j + dw l - pw]."""
    X = a["X"]
    return {at: [X[_largest(X, _window(a, at))[0]]] for at in everywhere(out_shape)}


def _backward(a: dict[str, Any], shapes: dict[str, Any], _: tuple[int, ...]) -> Terms:
    """dX[the window's maxima, of which ``ties`` says how many] += out_grad[n, c, i, j]."""
    terms: Terms = {}
    for at, gradient in a["out_grad"].items():
        maxima = _largest(a["X"], _window(a, at))
        for place, given in _shares(a["ties"], maxima, gradient):
            terms.setdefault(place, []).append(given)
    return terms


def _window(a: dict[str, Any], at: Place) -> list[Place]:
    """Return the pixels of a window in row-major order."""
    n, c, *window = at
    told = zip(window, a["stride"], a["dilation"], a["padding"], strict=True)
    starts = [(stride * i - padding, dilation) for i, stride, dilation, padding in told]
    taps = (
        (n, c, *(start + dilation * k for (start, dilation), k in zip(starts, tap, strict=True)))
        for tap in everywhere(a["window"])
    )
    return [place for place in taps if place in a["X"]]


def _largest(X: Pixels, window: list[Place]) -> list[Place]:
    """Return where a window has its largest value, in order."""
    best = [window[0]]
    for place in window[1:]:
        one, other = X[place], X[best[0]]
        if one > other or (_is_nan(one) and not _is_nan(other)):
            best = [place]
        elif one == other or (_is_nan(one) and _is_nan(other)):
            best.append(place)
    return best


def _is_nan(number: Number) -> bool:
    return number != number  # noqa: PLR0124 - of elements of a field, too


def _shares(ties: str, maxima: list[Place], gradient: Number) -> list[tuple[Place, Number]]:
    match ties:
        case "last":
            return [(maxima[-1], gradient)]
        case "all":
            return [(place, gradient) for place in maxima]
        case "shared":
            # Of a single one an integer stays an integer.
            share = gradient / len(maxima) if len(maxima) > 1 else gradient
            return [(place, share) for place in maxima]
        case _:
            return [(maxima[0], gradient)]


FORMULAS: Mapping[str, Callable[..., Terms]] = {"forward": _forward, "backward": _backward}
