"""Faults of the size of a transposed convolution's output, which people count by formulas of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.faults.declaring.table import about, plan
from cnncheck.faults.parts.plans import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Change
    from cnncheck.faults.parts.plans import Axis, Plan

    Size = Callable[[Axis, int], int]
    """How long the output is, of an axis and its output_padding."""

HINT = "OH = (H - 1) * sh - 2 ph + dh * (KH - 1) + 1 + output_padding: follow each part of it."


def _whole(axis: Axis, more: int) -> int:
    return (axis.count - 1) * axis.stride + axis.span + more


SIZES: dict[str, tuple[str, Size]] = {
    "padding-once": ("the padding is subtracted once, not twice", lambda its, more: _whole(its, more) - its.before),
    "padding-kept": ("the padding is not subtracted", _whole),
    "padding-added": ("the padding is added, not subtracted", lambda its, more: _whole(its, more) + 2 * its.before),
    "all-strides": ("the input's size is multiplied by the stride, not that less 1", lambda its, more: its.length + its.stride),
    "strides-alone": ("it is the input's size times the stride, whatever the kernel and the padding", lambda its, _: its.count * its.stride),
    "without-kernel": ("the kernel's size is not added", lambda its, _: its.length - its.span + 1),
    "without-dilation": ("the kernel's size is added without its dilation", lambda its, _: its.length - its.span + its.kernel),
    "one-short": ("it is one too small", lambda its, _: its.length - 1),
    "one-long": ("it is one too large", lambda its, _: its.length + 1),
    "longer-twice": ("output_padding is added twice", lambda its, more: its.length + more),
    "longer-subtracted": ("output_padding is subtracted", lambda its, more: its.length - 2 * more),
    "not-longer": ("output_padding is not added", lambda its, more: its.length - more),
}  # fmt: skip
"""By the end of a fault's name, what is wrong with the size, which is right otherwise."""

LINES = {"": ("hw", "size"), "-of-rows": ("h", "number of rows"), "-of-columns": ("w", "number of columns")}  # fmt: skip


def size_faults_of_output() -> Iterator[Row]:
    """Yield the faults in which an output is longer or shorter than it should be, and right as far as it goes."""
    for name, (told, size) in SIZES.items():
        for end, (axes, what) in LINES.items():
            sentence = f"of the output's {what}, {told}"
            row = plan(f"output{end}-{name}", sentence, _sized(size, axes))
            yield from about(HINT, row)


def _sized(size: Size, axes: str) -> Change:
    def along(axis: Axis, more: int) -> Axis:
        length = size(axis, more)
        if length < 0:
            raise ValueError("negative dimensions are not allowed")
        return replace(axis, length=length, after=axis.after + axis.length - length)

    def changed(plan: Plan) -> Plan:
        *_, high, wide = plan.reduction.more or (0, 0)
        h = along(plan.h, high) if "h" in axes and not plan.flat else plan.h
        return replace(plan, h=h, w=along(plan.w, wide) if "w" in axes else plan.w)

    return changed
