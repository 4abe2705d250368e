"""Plain right answers, taken apart so that a fault is a change of one part.

Every function is a gather (which pixel does tap k of window i read?), a sum or a maximum, and for
gradients a scatter. What pixel that is follows from two `Axis` values; what is read, from the
arrays of a `Plan`. A fault replaces one of them. All arithmetic is in float64, so that integers
stay exact whatever the fault adds up.
"""

from __future__ import annotations

import math
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.problem import Array


def with_bias(plan: Plan, out: Array) -> Array:
    """Add what is added to each output, as NumPy spreads it."""
    return out + plan.b if plan.b.size else out


# --- padding -----------------------------------------------------------------------------------


def padded(plan: Plan) -> Array:
    """Put zeros around the image axes."""
    image = list(zip(plan.X.shape[2:], plan.axes, strict=True))
    lengths = (axis.before + length + axis.after for length, axis in image)
    out = np.zeros((*plan.X.shape[:2], *lengths))
    inside = (slice(axis.before, axis.before + length) for length, axis in image)
    out[(slice(None), slice(None), *inside)] = plan.X
    return out


def surrounded(plan: Plan) -> Array:
    """Read one pixel for each of the padded image."""
    read = plan.windows.read(plan.X, plan.reduction.outside)
    return np.asarray(read.reshape(read.shape[: 2 + len(plan.axes)]))


def sent_from_border(plan: Plan) -> Array:
    """Return the gradient with an axis for the single tap of each window."""
    return plan.G.reshape(*plan.G.shape, *(1 for _ in plan.axes))


def folded(plan: Plan) -> Array:
    """Add what is around the image to the pixels that stand there."""
    return add_up(plan, sent_from_border(plan))


# --- convolution -------------------------------------------------------------------------------


def forward(plan: Plan) -> Array:
    """out[n, f, i, j] = sum over c, k, l of W[f, c, k, l] times what tap (k, l) of (i, j) reads."""
    read = _parts(plan.windows.read(plan.X), 1, plan)
    pairs = zip(read, _parts(plan.W, 0, plan), strict=True)
    rank = len(plan.axes)
    summed = [1, *range(2 + rank, 2 + 2 * rank)], [*range(1, 2 + rank)]
    out = [np.tensordot(X, W, axes=summed) for X, W in pairs]
    return np.moveaxis(np.concatenate(out, axis=-1), -1, 1)


def backward_filter(plan: Plan) -> Array:
    """dW[f, c, k, l] = sum over n, i, j of G[n, f, i, j] times what tap (k, l) of (i, j) reads."""
    read = _parts(plan.windows.read(plan.X), 1, plan)
    pairs = zip(_parts(plan.G, 1, plan), read, strict=True)
    summed = [0, *range(2, 2 + len(plan.axes))]
    return np.concatenate([np.tensordot(G, X, axes=(summed, summed)) for G, X in pairs])


def backward_bias(plan: Plan) -> Array:
    """db[f] = sum over n, i, j of G[n, f, i, j]."""
    return np.asarray(plan.G.sum(axis=(0, *range(2, plan.G.ndim))))


def summed_image(plan: Plan) -> Array:
    """Add up all pixels of each channel of X: db[f] where what windows read is the gradient."""
    return np.asarray(plan.X.sum(axis=(0, *range(2, plan.X.ndim))))


def sent_back(plan: Plan) -> Array:
    """Return (N, C, OH, OW, KH, KW): what each window sends to each of its pixels."""
    pairs = zip(_parts(plan.G, 1, plan), _parts(plan.W, 0, plan), strict=True)
    sent = [np.tensordot(G, W, axes=([1], [0])) for G, W in pairs]
    channels = 1 + len(plan.axes)
    return np.moveaxis(np.concatenate(sent, axis=channels), channels, 1)


def _parts(array: Array, axis: int, plan: Plan) -> list[Array]:
    """Divide an axis among the groups."""
    if plan.groups == 1:
        return [array]
    return np.split(array, plan.groups, axis)  # which raises where they do not divide it


def backward_input(plan: Plan) -> Array:
    """Add what each window sends to the pixels that its taps read."""
    return add_up(plan, sent_back(plan))


def add_up(plan: Plan, sent: Array) -> Array:
    """Scatter (N, C, OH, OW, KH, KW) into (N, C, H, W), adding up what meets."""
    _fits(plan, sent)
    if plan.addresses:
        return plan.addresses.send(plan, sent)
    return plan.windows.send(sent)


def _fits(plan: Plan, sent: Array) -> None:
    shape = (*plan.windows.out, *plan.windows.kernel)
    if sent.shape[2:] != shape:
        raise ValueError(f"windows {sent.shape[2:]} do not fit {shape}")


def write_over(plan: Plan, sent: Array, order: str = "hwkl") -> Array:
    """Scatter like `add_up`, but the last writer of a pixel wins.

    Parameters
    ----------
    order : str
        The axes of the loops from outermost to innermost: h, w for windows, k, l for taps.
    """
    _fits(plan, sent)
    pixel, inside = plan.windows.places
    known = "hwkl"
    if plan.d is not None:  # planes are outside of the rows
        known, order = "dhwmkl", order.replace("h", "dh").replace("k", "mk")
    axes = [known.index(axis) for axis in order]
    flat, exists = pixel.transpose(axes).ravel(), inside.transpose(axes).ravel()
    values = sent.transpose(0, 1, *(axis + 2 for axis in axes)).reshape(*sent.shape[:2], -1)
    last = np.full(math.prod(plan.windows.image), -1)
    np.maximum.at(last, flat[exists], np.flatnonzero(exists))
    written = values[:, :, last] if values.size else np.zeros(last.shape)
    out = np.where(last < 0, 0.0, written) * np.ones((*sent.shape[:2], 1))
    return out.reshape(*sent.shape[:2], *plan.windows.image)


def coverage(plan: Plan) -> Array:
    """Return (H, W): how many taps of all windows meet in each pixel."""
    return np.asarray(reduce(np.multiply.outer, (axis.covering for axis in plan.axes)))
