"""Faults of a kernel, or a window, whose taps are spread out, in all passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.faults.declaring.common import OVER_THE_EDGE, directions_exchanged
from cnncheck.faults.declaring.table import about, listed, plan
from cnncheck.faults.parts.changes import both, columns, rows, setting
from cnncheck.faults.parts.plans import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Change, OnAxis
    from cnncheck.faults.parts.plans import Axis
    from cnncheck.operators.parameter import Parameter

AXES = "dilation is (vertical, horizontal): follow each number to where it is used."
TAPS = "Tap (k, l) reads dh*k rows and dw*l columns from where its window begins."
SIZE = "A dilated kernel spans dh*(KH - 1) + 1 rows: count the windows by that."
STRIDE = "The stride moves the window, the dilation the taps within it."


def _spread(by: int = 0, times: int = 1) -> OnAxis:
    """Spread the taps further than they are, where they are spread at all."""

    def change(axis: Axis) -> Axis:
        wide = axis.dilation * (axis.dilation if times == 2 else 1) + by
        return replace(axis, dilation=wide) if axis.dilation > 1 else axis

    return change


def _counted(change: OnAxis) -> OnAxis:
    """Count as many windows as fit after a change."""
    return lambda axis: change(axis).fitted()


def _by_undilated_size(axis: Axis) -> Axis:
    return replace(axis, count=replace(axis, dilation=1).fitted().count)


def _by_size_with_last_gap(axis: Axis) -> Axis:
    whole = axis.dilation * axis.kernel
    return replace(axis, count=(axis.padded - whole) // axis.stride + 1)


def _stride_spread(axis: Axis) -> Axis:
    return replace(axis, stride=axis.stride * axis.dilation)


def _padding_spread(axis: Axis) -> Axis:
    wide = axis.dilation
    return replace(axis, before=axis.before * wide, after=axis.after * wide)


def _centred(axis: Axis) -> Axis:
    return replace(axis, shift=-((axis.dilation - 1) * (axis.kernel - 1) // 2))


def _taps(dilation: Parameter, *, counted: bool) -> Iterator[Row]:
    """Yield what each pass can get wrong; the forward pass may count its windows anew, too."""

    def ways(change: OnAxis) -> tuple[Change, ...]:
        return (both(change), both(_counted(change))) if counted else (both(change),)

    fits = (True, False) if counted else (False,)
    one = setting(dilation=1)
    # fmt: off
    yield from directions_exchanged(dilation, AXES, fits=fits, edges=("zero", "raise", "skip", "clip"))
    yield from about(TAPS,
        plan("dilation-in-rows-only", "only the rows of the kernel are spread out, not its columns", columns(one),
            *((columns(_counted(one)),) if counted else ())),
        plan("dilation-in-columns-only", "only the columns of the kernel are spread out, not its rows", rows(one),
            *((rows(_counted(one)),) if counted else ())),
        plan("dilation-one-more", "there are as many pixels between taps as the dilation says, which is one too many",
            *ways(_spread(1)), edges=("zero", "raise", "clip")),
        plan("dilation-one-less", "the taps are spread by one pixel less than the dilation says", *ways(_spread(-1))),
        plan("dilation-twice", "the taps are spread by the dilation twice over", *ways(_spread(times=2)), edges=("zero", "raise", "clip")))
    yield from about(STRIDE,
        plan("dilation-of-stride", "the windows' steps are multiplied by the dilation, too", *ways(_stride_spread), edges=("zero", "raise", "skip", "clip")),
        *listed((plan("stride-and-dilation-swapped", "stride and dilation are exchanged",
            *ways(lambda axis: replace(axis, stride=axis.dilation, dilation=axis.stride)), edges=OVER_THE_EDGE),), option="stride"))
    yield from about("Where is the first tap of window (0, 0)? A dilated kernel begins where a dense one does.",
        plan("dilation-centred", "the kernel is spread out from its middle, not from its first tap", both(_centred), edges=("zero", "raise", "clip")))
    yield from about("The padding is as large as asked, however far the taps are spread.",
        plan("dilation-of-padding", "the padding is multiplied by the dilation", *ways(_padding_spread), edges=("zero", "raise")))
    # fmt: on


SIZES = {
    "in-taps-only": ("the size of the output is counted without the dilation", _by_undilated_size),
    "after-last-tap": ("the size of the output counts the gap behind the last tap", _by_size_with_last_gap),
}  # fmt: skip


def size_along_one_axis(dilation: Parameter) -> Iterator[Row]:
    """Yield the faults in which an output is counted by another span of the kernel along one axis."""
    for line, on in (("row", rows), ("column", columns)):
        for name, (told, change) in SIZES.items():
            row = plan(f"dilation-{name}-of-{line}s", f"{told}, of {line}s alone", on(change), edges=("zero", "raise", "clip"))  # fmt: skip
            yield from listed(about(SIZE, row), option=dilation.name)


# fmt: off
def spread_forward(dilation: Parameter) -> tuple[Row, ...]:
    """Return the faults of a pass that counts its windows itself."""
    return listed(
        about(TAPS,
            plan("dilation-ignored", "the taps are neighbours whatever the dilation", both(setting(fit=True, dilation=1))),
            plan("dilation-in-size-only", "the dilation counts in the size of the output and not in what the taps read", both(setting(dilation=1)))),
        about(SIZE,
            plan("dilation-in-taps-only", "the size of the output is counted without the dilation", both(_by_undilated_size), edges=("zero", "raise", "clip")),
            plan("dilation-after-last-tap", "the size of the output counts the gap behind the last tap", both(_by_size_with_last_gap))),
        _taps(dilation, counted=True),
        option=dilation.name)


def spread_backward(dilation: Parameter) -> tuple[Row, ...]:
    """Return the faults of a pass that is told how many windows there are."""
    return listed(
        about(TAPS, plan("dilation-ignored", "the taps are neighbours whatever the dilation", both(setting(dilation=1)))),
        _taps(dilation, counted=False),
        option=dilation.name)
# fmt: on
