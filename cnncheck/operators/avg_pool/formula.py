"""The definition: each window's sum over the number of its pixels, or over the divisor.

Pixels of the padding count unless ``count_include_pad`` is false; what is beyond it never does.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from cnncheck.operators.formulas import everywhere
from cnncheck.operators.pool_formulas import averages

if TYPE_CHECKING:
    from cnncheck.operators.formulas import Place


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


FORMULAS = averages(_window)
