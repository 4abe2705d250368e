"""The formulas of poolings over any windows: loops over plain numbers, as all formulas are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncheck.operators.formulas import everywhere

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.operators.formulas import Number, Pixels, Place, Terms

    Windows = Callable[[dict[str, Any], tuple[int, ...], Place], list[Place]]
    """The pixels of a window in row-major order."""

    Counted = Callable[[dict[str, Any], tuple[int, ...], Place], tuple[list[Place], int]]
    """What a window reads, and what its sum is divided by."""


def averages(windows: Counted) -> Mapping[str, Callable[..., Terms]]:
    """Return the passes of averages over windows."""

    def forward(a: dict[str, Any], shapes: dict[str, Any], out_shape: tuple[int, ...]) -> Terms:
        """out[n, c, i, j] = sum over k, l of Xpad[n, c, sh i + dh k, sw j + dw l] / (KH KW)."""
        X, terms = a["X"], {}
        for at in everywhere(out_shape):
            window, count = windows(a, shapes["X"], at)
            terms[at] = [X[place] / count for place in window if place in X]
        return terms

    def backward(a: dict[str, Any], shapes: dict[str, Any], _: tuple[int, ...]) -> Terms:
        """dXpad[n, c, sh i + dh k, sw j + dw l] += out_grad[n, c, i, j] / (KH KW), over all i, j, k, l."""
        X, terms = a["X"], dict[Any, list[Any]]()
        for at, gradient in a["out_grad"].items():
            window, count = windows(a, shapes["X"], at)
            for place in window:
                if place in X:
                    terms.setdefault(place, []).append(gradient / count)
        return terms

    return {"forward": forward, "backward": backward}


def maxima(windows: Windows) -> Mapping[str, Callable[..., Terms]]:
    """Return the passes of maxima over windows."""

    def forward(a: dict[str, Any], shapes: dict[str, Any], out_shape: tuple[int, ...]) -> Terms:
        """out[n, c, i, j] = max over k, l of X[n, c, sh i + dh k - ph, sw j + dw l - pw]."""
        X, image = a["X"], shapes["X"]
        return {at: [X[_largest(X, windows(a, image, at))[0]]] for at in everywhere(out_shape)}

    def backward(a: dict[str, Any], shapes: dict[str, Any], _: tuple[int, ...]) -> Terms:
        """dX[the window's maxima, of which ``ties`` says how many] += out_grad[n, c, i, j]."""
        terms: Terms = {}
        for at, gradient in a["out_grad"].items():
            found = _largest(a["X"], windows(a, shapes["X"], at))
            for place, given in _shares(a["ties"], found, gradient):
                terms.setdefault(place, []).append(given)
        return terms

    return {"forward": forward, "backward": backward}


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
