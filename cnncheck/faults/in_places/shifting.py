"""Faults of where windows begin: too early or too late by a pixel, a half or a whole of something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.faults.declaring.table import about, plan
from cnncheck.faults.parts.changes import both, columns, rows
from cnncheck.faults.parts.plans import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.plans import Axis, Edge

HINT = "Window (i, j) begins at row sh * i and column sw * j of the padded image."
EDGES: tuple[Edge, ...] = ("raise", "zero", "skip", "clip")

SHIFTS: dict[str, tuple[str, Callable[[Axis], int]]] = {
    "one-late": ("begin one pixel too late", lambda _: 1),
    "one-early": ("begin one pixel too early", lambda _: -1),
    "half-a-kernel-early": (
        "begin half a kernel, rounded down, too early",
        lambda axis: -(axis.kernel // 2),
    ),
    "less-than-half-a-kernel-early": (
        "begin (k - 1) // 2 pixels too early, where the kernel has k",
        lambda axis: -((axis.kernel - 1) // 2),
    ),
    "a-kernel-early": ("begin a kernel less one too early", lambda axis: 1 - axis.kernel),
    "a-kernel-late": ("begin a kernel less one too late", lambda axis: axis.kernel - 1),
    "half-a-kernel-late": (
        "begin half a kernel, rounded down, too late",
        lambda axis: axis.kernel // 2,
    ),
    "a-stride-late": ("begin one stride too late", lambda axis: axis.stride),
    "padding-late": ("begin at the image and not at its padding", lambda axis: axis.before),
    "padding-early": ("begin too early by as much as the padding", lambda axis: -axis.before),
}
CUT_EARLY = ", as where the image is cut out of the padded one from its first pixel on"
AXES = {"": ("the windows", both), "rows-": ("the rows of windows", rows),
        "columns-": ("the columns of windows", columns)}  # fmt: skip


def shift_faults(hint: str = HINT, *, sends: bool = False) -> Iterator[Row]:
    """Yield the faults of windows that begin in the wrong place.

    Parameters
    ----------
    hint : str, optional
    sends : bool, optional
        Whether windows send to an image, which people cut out of a padded one.
    """
    for name, (told, by) in SHIFTS.items():
        where = CUT_EARLY if sends and name == "padding-late" else ""
        for axis, (which, on) in AXES.items():
            change = on(_later(by))
            yield from about(
                hint, plan(f"{axis}begin-{name}", f"{which} {told}{where}", change, edges=EDGES)
            )


def _later(by: Callable[[Axis], int]) -> Callable[[Axis], Axis]:
    return lambda axis: replace(axis, shift=axis.shift + by(axis))
