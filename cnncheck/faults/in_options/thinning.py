"""Faults of windows that are made one pixel apart, of which every s-th is taken: from the wrong one on, or of too few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.faults.declaring.table import about
from cnncheck.faults.in_options.wrong_options import in_every_manner
from cnncheck.faults.parts.changes import each_axis
from cnncheck.faults.parts.plans import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import OnAxis
    from cnncheck.faults.parts.plans import Axis

HINT = "Of the windows one pixel apart, [::s] takes the first, and every s-th from there on."

STARTS: dict[str, tuple[str, Callable[[Axis], int]]] = {
    "kernel": ("number k - 1 on, where the kernel has k", lambda axis: axis.kernel - 1),
    "stride": ("number s - 1 on, where s is the stride", lambda axis: axis.stride - 1),
    "half": ("number k // 2 on, where the kernel has k", lambda axis: axis.kernel // 2),
    "second": ("the second on", lambda _: 1),
}

CUTS: dict[str, tuple[str, Callable[[Axis], int]]] = {
    "kernel": (
        "the image is cut to a multiple of the kernel's size before windows are taken",
        lambda axis: axis.padded // axis.kernel * axis.kernel,
    ),
    "stride": (
        "the image is cut to a multiple of the stride before windows are taken",
        lambda axis: axis.padded // axis.stride * axis.stride,
    ),
    "count": (
        "of the windows one pixel apart all are cut off but as many as there should be, before every s-th is taken",
        lambda axis: axis.count + axis.span - 1,
    ),
}


def thinning_faults() -> Iterator[Row]:
    """Yield the faults of every s-th window."""
    for place, where in enumerate(("", "-of-rows", "-of-columns")):
        only = where.replace("-of-", "in ") + ", " * bool(where)
        for name, (told, first) in STARTS.items():
            sentence = f"{only}of the windows one pixel apart every s-th is taken from {told}, not from the first"
            change = each_axis(_from(first))[place]
            yield from about(
                HINT, in_every_manner(f"every-s-th-from-{name}{where}", sentence, change, True)
            )
        for name, (told, length) in CUTS.items():
            sentence = f"{only}{told}, so the last ones are lost"
            change = each_axis(_cut(length))[place]
            yield from about(
                HINT, in_every_manner(f"every-s-th-of-{name}{where}", sentence, change, True)
            )
        sentence = f"{only}of every s-th window every s-th is taken again, so they are s * s apart"
        change = each_axis(_twice)[place]
        yield from about(HINT, in_every_manner(f"every-s-th-twice{where}", sentence, change, True))


def _from(first: Callable[[Axis], int]) -> OnAxis:
    def change(axis: Axis) -> Axis:
        start = first(axis)
        room = axis.padded - axis.span - start
        return replace(axis, shift=axis.shift + start, count=max(room // axis.stride + 1, 0))

    return change


def _cut(length: Callable[[Axis], int]) -> OnAxis:
    def change(axis: Axis) -> Axis:
        room = min(length(axis), axis.padded) - axis.span
        return replace(axis, count=max(room // axis.stride + 1, 0))

    return change


def _twice(axis: Axis) -> Axis:
    return replace(axis, stride=axis.stride**2, count=-(-axis.count // axis.stride))
