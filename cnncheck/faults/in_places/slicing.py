"""Faults of slices with a step: they end one pixel early, so that a last window which just fits is lost.

Where one window is left of two, NumPy spreads it over both; where none is left, it may add up to
nothing. Elsewhere the shapes do not fit, and the call raises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.faults.declaring.table import about, plan
from cnncheck.faults.parts.plans import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Change
    from cnncheck.faults.parts.plans import Axis, Plan

HINT = "A slice [u : stop : s] of OH elements ends beyond u + s * (OH - 1): is there a + 1 missing?"

LINES = {
    "": ("hw", "row and column"),
    "-of-rows": ("h", "row"),
    "-of-columns": ("w", "column"),
}

SPREAD = 2
"""Windows of which a slice that ends early has one, which stands for both."""


def slice_faults() -> Iterator[Row]:
    """Yield the faults of a pass that reads the image by slices, one for each tap."""
    for where, (names, line) in LINES.items():
        told = (
            f"the slices of the image end one pixel early: the last {line} of windows is lost "
            "where it ends with the image"
        )
        yield from about(HINT, plan(f"slices-end-early{where}", told, _shorter(names)))


def _shorter(names: str) -> Change:
    def change(it: Plan) -> Plan:
        fields: dict[str, Any] = {}
        for name in names:
            axis: Axis = getattr(it, name)
            if axis.left or axis.spans or (name == "h" and it.flat):
                continue
            if axis.count > SPREAD or (axis.count == 1 and not it.G.size):
                raise ValueError("operands could not be broadcast together")
            if axis.count == 1:
                fields["G"] = np.zeros_like(it.G)
            fields[name] = replace(axis, stride=0)
        return replace(it, **fields)

    return change
