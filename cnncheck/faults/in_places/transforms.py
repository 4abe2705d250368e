"""Faults of convolutions by Fourier transforms: an inverse transform that is not told how wide its result is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.table import about, kernel
from cnncheck.faults.parts.kernels import padded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.plans import Axis, Plan
    from cnncheck.operators.problem import Array

SIZE = "irfft2 cannot know whether the width was odd: it takes s."


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
    full = _inverse(np.einsum("nfhw,fchw->nchw", G, W))
    inside = (slice(axis.before, axis.before + axis.length) for axis in plan.axes)
    return full[(slice(None), slice(None), *inside)]
