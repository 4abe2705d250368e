"""The definition; what is in the padding is no pixel of a window, and NaN is larger than any number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncheck.operators.formulas import everywhere
from cnncheck.operators.pool_formulas import maxima

if TYPE_CHECKING:
    from cnncheck.operators.formulas import Place


def _window(a: dict[str, Any], _: tuple[int, ...], at: Place) -> list[Place]:
    """Return the pixels of a window in row-major order."""
    n, c, *window = at
    told = zip(window, a["stride"], a["dilation"], a["padding"], strict=True)
    starts = [(stride * i - padding, dilation) for i, stride, dilation, padding in told]
    taps = (
        (n, c, *(start + dilation * k for (start, dilation), k in zip(starts, tap, strict=True)))
        for tap in everywhere(a["window"])
    )
    return [place for place in taps if place in a["X"]]


FORMULAS = maxima(_window)
