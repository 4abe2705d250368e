"""Faults of volumes that images do not have: of their planes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.faults.declaring.common import OVER_THE_EDGE
from cnncheck.faults.declaring.table import (
    Row,
    about,
    listed,
    plan,
    result,
    weights,
)
from cnncheck.faults.declaring.table import (
    gradient as from_gradient,
)
from cnncheck.faults.parts.arrays import flipped, lost_ways
from cnncheck.faults.parts.changes import setting, taking
from cnncheck.faults.parts.plans import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.parts.changes import Change, OnAxis
    from cnncheck.faults.parts.plans import Axis, Plan
    from cnncheck.operators.parameter import Parameter

DEPTH = "Of (depth, vertical, horizontal) the first number is that of the planes."
PLANES = "The axes are D, H, W: follow one plane through every index."

PLANE = -3
"""The axis of the planes."""


def depths(change: OnAxis) -> Change:
    """Change the axis of the planes."""
    return lambda plan: replace(plan, d=plan.d and change(plan.d))


def _other(changed: Callable[[Axis, Axis], Axis], *, fit: bool) -> tuple[Change, Change]:
    """Return two ways of taking the planes' number from another axis."""

    def of(name: str) -> Change:
        def change(plan: Plan) -> Plan:
            other = getattr(plan, name)
            return depths(lambda axis: setting(fit)(changed(axis, other)))(plan)

        return change

    return of("h"), of("w")


# fmt: off
def planes(
    dilation: Parameter, *, counts: bool = False, taps: bool = False, gradient: bool = False
) -> tuple[Row, ...]:
    """Return the faults of a pass of a convolution of volumes.

    Parameters
    ----------
    dilation : Parameter
    counts : bool, optional
        Whether the function counts its windows itself.
    taps : bool, optional
        Whether it is told the filter.
    gradient : bool, optional
        Whether it starts from a gradient.
    """
    plain = _planes(counts=counts, taps=taps, gradient=gradient)
    return (*plain, *listed(_dilated(counts=counts), option=dilation.name))


def planes_of_gradient(bias: Parameter) -> tuple[Row, ...]:
    """Return those of a pass that only adds up a gradient, which there is with a bias."""
    return listed(_gradients(), option=bias.name)


def _planes(*, counts: bool, taps: bool, gradient: bool) -> Iterator[Row]:
    yield from about(DEPTH,
        plan("depth-stride-ignored", "the planes of windows are one plane apart whatever the stride",
            depths(setting(counts, stride=1)), edges=OVER_THE_EDGE),
        plan("depth-stride-of-another-axis", "the stride of the rows, or of the columns, is used for the planes, too",
            *_other(lambda axis, other: replace(axis, stride=other.stride), fit=counts), edges=OVER_THE_EDGE),
        plan("depth-stride-is-kernel", "windows are placed side by side along the depth, whatever the stride",
            depths(taking(counts, stride="kernel")), edges=OVER_THE_EDGE))
    if counts:
        yield from about(DEPTH,
            plan("depth-padding-ignored", "no planes of zeros are added", depths(setting(True, before=0, after=0))),
            plan("depth-padding-of-another-axis", "the padding of the rows, or of the columns, is used for the planes, too",
                *_other(lambda axis, other: replace(axis, before=other.before, after=other.after), fit=True), edges=("raise", "zero")))
    yield from about(PLANES,
        plan("depth-shifted", "the windows begin one plane too late",
            depths(setting(shift=1)), edges=("zero", "raise", "clip", "skip")),
        plan("depth-from-the-end", "the planes that are left over are skipped at the start instead of the end",
            depths(taking(shift="left"))))
    if taps:
        yield from about(PLANES,
            weights("kernel-flipped-d", "the planes of the kernel are taken in reverse order", flipped(PLANE)),
            weights("last-tap-plane-lost", "the last plane of the kernel is not used", *lost_ways(PLANE)),
            weights("first-tap-plane-lost", "the first plane of the kernel is not used", *lost_ways(PLANE, 0)))
    if gradient:
        yield from _gradients()
    yield from about(PLANES,
        result("last-plane-lost", "the last plane of the result stays zero", *lost_ways(PLANE)),
        result("planes-reversed", "the planes of the result come out in reverse order", flipped(PLANE)),
        result("depth-taken-for-rows", "planes and rows of the result are exchanged",
            lambda out: out.swapaxes(PLANE, PLANE + 1)))


def _gradients() -> Iterator[Row]:
    yield from about(PLANES,
        from_gradient("last-grad-plane-lost", "the last plane of out_grad is left out", *lost_ways(PLANE)),
        from_gradient("first-grad-plane-lost", "the first plane of out_grad is left out", *lost_ways(PLANE, 0)))


def _dilated(*, counts: bool) -> Iterator[Row]:
    yield from about(DEPTH,
        plan("depth-dilation-ignored", "the planes of the kernel are neighbours whatever the dilation",
            depths(setting(counts, dilation=1))),
        plan("depth-dilation-of-another-axis", "the dilation of the rows, or of the columns, is used for the planes, too",
            *_other(lambda axis, other: replace(axis, dilation=other.dilation), fit=counts), edges=("zero", "raise", "skip", "clip")))
# fmt: on
