"""Faults of convolutions by Fourier transforms: the wrong one is conjugated, or the inverse one is not told a width."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.table import about, kernel, plan
from cnncheck.faults.in_places.bordering import inside
from cnncheck.faults.parts.kernels import backward_input, padded
from cnncheck.faults.parts.plans import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Change
    from cnncheck.faults.parts.plans import Axis, Plan
    from cnncheck.operators.problem import Array

SIZE = "irfft2 cannot know whether the width was odd: it takes s."
CONJUGATE = (
    "The product of one transform with the conjugate of the other is a correlation around the edge: "
    "which of the two is conjugated decides in which direction it goes."
)

AROUND: dict[str, tuple[str, int, int]] = {
    "taps": (
        "the taps go back from where a window begins, and around the edge of the image",
        1,
        -1,
    ),
    "windows": ("the windows go back from the first one, and around the edge of the image", -1, 1),
}
"""What is said, and in which direction windows go, and the taps in them."""


def around_faults(*, counts: bool, sends: bool) -> Iterator[Row]:
    """Yield the faults of transforms of which the wrong one is conjugated, or none.

    Parameters
    ----------
    counts, sends : bool
        As of `transform_faults`.
    """
    for name, (told, windows, taps) in AROUND.items():
        around = _around(windows, taps)
        if sends:
            sentence = f"{told}, as by Fourier transforms of which one is conjugated"
            row = kernel(f"{name}-around-edge", sentence, _sent(around))
        elif counts and name == "taps":
            sentence = f"{told}, as by a Fourier transform that is not conjugated"
            row = plan("convolved-around-edge", sentence, around)
        else:
            sentence = (
                f"{told}, as by Fourier transforms of which none or the wrong one is conjugated"
            )
            row = plan(f"{name}-around-edge", sentence, around)
        yield from about(CONJUGATE, row)


def _around(windows: int, taps: int) -> Change:
    """Go over the padded image in such directions, and where it ends begin at its other side."""

    def turned(axis: Axis) -> Axis:
        far = axis.stride * axis.count + axis.span  # so that no window leaves what is around
        return replace(axis, stride=windows * axis.stride, dilation=taps * axis.dilation,
                       before=far, after=far, shift=axis.shift + far, border="circular")  # fmt: skip

    def change(plan: Plan) -> Plan:
        # A transposed layer's output may go on behind what windows reach.
        whole = plan.along_all(lambda axis: replace(axis, after=max(axis.after, 0)))
        return inside(whole, padded(whole)).along_all(turned)

    return change


def _sent(change: Change) -> Callable[[Plan], Array]:
    """Return the kernel that sends back by a changed plan, of whose padded image the right part is kept."""

    def back(plan: Plan) -> Array:
        return _cut_out(plan, backward_input(change(plan)))

    return back


def _cut_out(plan: Plan, whole: Array) -> Array:
    inside = (slice(axis.before, axis.before + axis.length) for axis in plan.axes)
    return whole[(slice(None), slice(None), *inside)]


def transform_faults(*, counts: bool, sends: bool) -> Iterator[Row]:
    """Yield the fault of an inverse transform without a size.

    Parameters
    ----------
    counts, sends : bool
        Whether the result has an element for each window, or is the image to which windows send.
    """
    sentence = (
        "the inverse Fourier transform is not told the width (irfft2 without s), so that an odd one "
        "comes back one column short, and every value is of another grid"
    )
    back = _forward if counts else _backward_input if sends else _backward_filter
    yield from about(SIZE, kernel("inverse-transform-without-size", sentence, back))


def _sides(plan: Plan) -> tuple[int, int]:
    usual = plan.d is None and plan.groups == 1
    if not usual or any(axis.spans or axis.border or axis.dilation != 1 for axis in plan.axes):
        raise ValueError("no transform of such windows")
    return plan.h.padded, plan.w.padded


def _spread(plan: Plan) -> Array:
    """Return the gradient at the pixels where windows begin."""
    out = np.zeros((*plan.G.shape[:2], *_sides(plan)))
    out[(slice(None), slice(None), *map(_begins, plan.axes))] = plan.G
    return out


def _begins(axis: Axis) -> slice:
    return slice(0, axis.stride * axis.count, axis.stride)


def _inverse(spectrum: Array) -> Array:
    return np.fft.irfft2(spectrum, s=(spectrum.shape[-2], 2 * (spectrum.shape[-1] - 1)))


def _forward(plan: Plan) -> Array:
    X, W = (np.fft.rfft2(each, s=_sides(plan)) for each in (padded(plan), plan.W))
    full = _inverse(np.einsum("nchw,fchw->nfhw", X, W.conj()))
    fits = (slice(0, axis.padded - axis.kernel + 1, axis.stride) for axis in plan.axes)
    return full[(slice(None), slice(None), *fits)]


def _backward_filter(plan: Plan) -> Array:
    X, G = (np.fft.rfft2(each) for each in (padded(plan), _spread(plan)))
    full = _inverse(np.einsum("nfhw,nchw->fchw", G.conj(), X))
    return full[:, :, : plan.h.kernel, : plan.w.kernel]


def _backward_input(plan: Plan) -> Array:
    G, W = np.fft.rfft2(_spread(plan)), np.fft.rfft2(plan.W, s=_sides(plan))
    return _cut_out(plan, _inverse(np.einsum("nfhw,fchw->nchw", G, W)))
