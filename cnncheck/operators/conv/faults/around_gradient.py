"""Faults of an image's gradient that is a full convolution: what is put around out_grad before it.

With KH - 1 zeros above and KW - 1 zeros left of it, pixel (0, 0) of the result is that of the image. With
others all of the result is moved, and its size may follow from that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.table import about, then
from cnncheck.faults.parts.ways import right_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Then
    from cnncheck.faults.parts.plans import Axis
    from cnncheck.operators.problem import Array, Problem

    Excess = Callable[[Axis, Axis], int]
    """How many zeros too many are put before an axis, in view of the other one."""

HINT = (
    "A full convolution needs KH - 1 zeros above and below the gradient, and KW - 1 at its sides."
)

EXCESS: dict[str, tuple[str, Excess]] = {
    "other-kernel": (
        "by the {other} of the kernel less 1, not by its {side}",
        lambda axis, other: (other.kernel - 1) * other.dilation
        - (axis.kernel - 1) * axis.dilation,
    ),
    "a-kernel": ("by the {side} of the kernel, not by one less", lambda *_: 1),
    "two-less": ("by the {side} of the kernel less 2, not less 1", lambda *_: -1),
    "half-a-kernel": (
        "by half of the {side} of the kernel, rounded down, not by all of it less 1",
        lambda axis, _: axis.kernel // 2 - (axis.kernel - 1),
    ),
    "nothing": ("by nothing, not by the {side} of the kernel less 1", lambda axis, _: 1 - axis.kernel),
}  # fmt: skip

LINES = {
    "-of-rows": ((0,), "above", ("height", "width")),
    "-of-columns": ((1,), "at its left", ("width", "height")),
    "": ((0, 1), "", ("side", "other side")),
}


def around_gradient_faults() -> Iterator[Row]:
    """Yield the faults of zeros around out_grad, in rows, in columns, and in both."""
    for name, (told, excess) in EXCESS.items():
        for lines, (axes, where, (side, other)) in LINES.items():
            by = told.format(side=side, other=other)
            sentence = f"for a full convolution out_grad is padded {f'{where} ' * bool(where)}{by}"
            ways = [_moved(excess, axes, sides) for sides in ("kept", "fails", "before", "both")]
            yield from about(HINT, then(f"padded-by-{name}{lines}", sentence, *ways))


def _moved(excess: Excess, axes: tuple[int, ...], sides: str) -> Then:
    """Move the result; its size is kept, or follows from what is more before it, or on both sides."""

    def moved(out: Array, problem: Problem) -> Array:
        plan = right_plan(problem)
        if plan.flat and axes == (0,):
            return out
        its = plan.h, plan.w
        for axis in axes:
            if plan.flat and axis == 0:
                continue
            more = excess(its[axis], its[1 - axis])
            if sides == "fails" and more < 0:
                raise ValueError("shape-mismatch for sum")
            at = out.ndim - 2 + axis
            behind = {"before": 0, "both": more}.get(sides, -more)
            out = _padded(out, at, more, behind)
        return out

    return moved


def _padded(out: Array, at: int, before: int, behind: int) -> Array:
    """Return an array with zeros before and behind, or without as many elements where they are fewer than none."""
    around = [(0, 0)] * out.ndim
    around[at] = max(before, 0), max(behind, 0)
    wide = np.pad(out, around)
    kept = [slice(None)] * out.ndim
    kept[at] = slice(max(-before, 0), max(wide.shape[at] - max(-behind, 0), 0))
    return np.asarray(wide[tuple(kept)])
