"""Convolution of each channel by filters of its own, without a matrix product of many rows.

A filter of one channel would be one row of a matrix product, which then is slower than memory. Here
each row of taps gets a copy of the image, moved so that all windows read it in order,

    copies[c, l, row, j] = Xpad[c, row, sw*j + l]

and what tap (k, l) reads of all windows is a piece of it, k rows on. So KW copies do for KH * KW taps.
``np.einsum`` adds up all taps of a channel in its inner loops, a multiplication and an addition at a
time, while the outputs stay in the first-level cache.

At a stride, rows lie in phases, and taps of one phase are added up together; in the gradient of the
input the outputs do. The gradient of the filters is made of the same copies.

Images lie row by row after each other where they are small, with the rows between that are no
windows: these are left out. Backwards their gradient is 0, which adds nothing as long as numbers
are finite: where a filter's gradient is not, `columns` computes it.

Memory: for each thread BLOCK bytes or so, or the copies of one channel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnncheck.layers import columns, depthwise_plan
from cnncheck.layers.depthwise_plan import Term
from cnncheck.layers.phases import Phase
from cnncheck.layers.threads import blocks, ceil_div, for_each

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.layers._arguments import Array, Geometry, Pair
    from cnncheck.layers.depthwise_plan import Axis
    from cnncheck.layers.threads import Scratch

    Axes = tuple[Axis, Axis]

BLOCK = 1 << 20  # bytes of copies
LONG = 512  # windows of an image, from which beginning with the next one does not matter
FEWEST = 1 << 18  # numbers in all windows: with fewer, preparing the calls takes as long as they
MOST = 4  # filters of a channel: with more, a matrix product is quicker


def applies(g: Geometry) -> bool:
    """Whether each filter has one channel, and there is enough to do."""
    return g.groups == g.C and g.F <= MOST * g.C and g.columns > FEWEST


def forward(x: Array, w: Array, g: Geometry) -> Array:
    """Add up pixels times the weights of their channels."""
    out = np.empty((g.N, g.F, g.OH, g.OW), x.dtype)
    axes = depthwise_plan.forward(g)

    def work(windows: Windows, n: slice, c: slice, scratch: Scratch) -> None:
        windows.load(x[n, c], scratch)
        for filters in _of_each(g, c):
            windows.weigh(w[filters, 0], out[n, filters])

    _for_blocks(work, axes, x, g)
    return out


def backward_input(out_grad: Array, w: Array, g: Geometry) -> Array:
    """Add up, for each pixel, the gradients of its windows times the weights, which are finite."""
    dx = np.empty((g.N, g.C, g.H, g.W), w.dtype)

    def work(windows: Windows, n: slice, c: slice, scratch: Scratch) -> None:
        for number, filters in enumerate(_of_each(g, c)):
            windows.load(out_grad[n, filters], scratch)
            windows.weigh(w[filters, 0], dx[n, c], more=number > 0)

    _for_blocks(work, depthwise_plan.backward_input(g), out_grad, g)
    return dx


def backward_filter(out_grad: Array, x: Array, g: Geometry) -> Array:
    """Add up, for each tap, its pixels times the gradients of their windows."""
    dw = np.zeros((g.F, 1, g.KH, g.KW), x.dtype)

    def work(windows: Windows, n: slice, c: slice, scratch: Scratch) -> None:
        windows.load(x[n, c], scratch)
        for filters in _of_each(g, c):
            windows.add_products(out_grad[n, filters], dw[filters, 0])

    _for_blocks(work, depthwise_plan.forward(g), x, g)
    return dw if np.isfinite(dw).all() else columns.backward_filter(out_grad, x, g)


def _for_blocks(
    work: Callable[[Windows, slice, slice, Scratch], None], axes: Axes, x: Array, g: Geometry
) -> None:
    """Call it for blocks of channels, of small images for several images after each other."""
    down, across = axes
    images = blocks(g.N, ceil_div(LONG, down.wanted * across.wanted))
    most = max((n1 - n0 for n0, n1 in images), default=1)
    each = _copies(axes) * most * down.size * across.wanted * x.itemsize

    def block(channels: Pair, scratch: Scratch) -> None:
        for n0, n1 in images:
            sizes = n1 - n0, channels[1] - channels[0]
            windows = scratch.prepared(sizes, Windows, sizes, x.shape[2:], axes, x.dtype)
            work(windows, slice(n0, n1), slice(*channels), scratch)

    for_each(block, blocks(g.C, max(1, BLOCK // each)))


def _of_each(g: Geometry, channels: slice) -> list[slice]:
    """Return the first filters of some channels, the second ones, and so on."""
    each = g.F // g.C
    first, last = channels.start * each, channels.stop * each
    return [slice(first + number, last, each) for number in range(each)]


def _moved(across: Axis) -> list[Pair]:
    """Return the copies' phases and first places; for one phase of outputs in the order of the taps."""
    reads = [
        (tap, (term.pixel, term.first + n * term.step))
        for term in across.terms
        for n, tap in enumerate(range(term.taps.start, term.taps.stop, term.taps.step))
    ]
    if across.outputs == 1:
        return [read for _, read in sorted(reads)]
    return sorted({read for _, read in reads})


def _across(across: Axis, moved: list[Pair]) -> list[Term]:
    """Return the taps across, which read not places but copies: all at once for one phase of outputs."""
    if across.outputs == 1:
        return [Term(0, 0, slice(None), len(moved), 0, 1)]
    terms = []
    for term in across.terms:
        first, step = moved.index((term.pixel, term.first)), 1
        if term.number > 1:
            step = moved.index((term.pixel, term.first + term.step)) - first
        terms.append(term._replace(first=first, step=step))
    return terms


def _copies(axes: Axes) -> int:
    return len(_moved(axes[1])) * len(axes[0].phases)


class Windows:
    """What the windows of some channels of some images read."""

    def __init__(
        self, sizes: Pair, image: Pair, axes: Axes, dtype: np.dtype[Any], scratch: Scratch
    ) -> None:
        self._axes, (down, across) = axes, axes
        (images, channels), moved = sizes, _moved(across)
        lines, width = len(down.phases), across.wanted
        shape = len(moved), lines, channels, images, down.size, width
        # one after the other, so that NumPy sees that they do not overlap
        copies = scratch.array("copies", shape, dtype).transpose(2, 0, 1, 3, 4, 5)
        self._copies = copies
        self._beginning = [down.pixels * down.first + i for i in down.phases]
        steps = down.pixels, across.pixels
        first = [across.pixels * (across.first + at) + j for j, at in moved]
        # where rows are as long as the image's, the others are made of the one that is not moved
        flat = steps == (1, 1) and width == image[1] and 0 in first
        self._base = first.index(0) if flat else None
        self._phases = [
            [
                Phase(copies[:, d, i].transpose(1, 0, 2, 3), image, steps, -at)
                for d, at in enumerate(first)
                if self._base in (None, d)
            ]
            for i in range(lines)
        ]
        self._shifts = [(d, at) for d, at in enumerate(first) if flat and at]
        self._size = images * down.size * width - down.reach * width
        self._sums = scratch.array("sums", (channels, images * down.size * width), dtype)
        self._terms = [
            ((v.output, h.output), (v.taps, h.taps), self._read(v, h))
            for v in down.terms
            for h in _across(across, moved)
        ]

    def _read(self, v: Term, h: Term) -> Array:
        """Return a view (channels, taps across, taps down, windows)."""
        line = self._axes[0].phases.index(v.pixel)
        channel, copy, _, _, row, item = self._copies.strides
        begin = self._copies[:, h.first, line, 0, v.first]
        shape = len(begin), h.number, v.number, self._size
        return as_strided(begin, shape, (channel, copy * h.step, row * v.step, item))

    def load(self, x: Array, scratch: Scratch) -> None:
        """Copy the pixels of images (images, channels, H, W)."""
        again = scratch.take(self)
        for begin, phases in zip(self._beginning, self._phases, strict=True):
            for phase in phases:
                phase.fill(x, -begin, again)
        if self._base is None:
            return
        base = self._copies[:, self._base].reshape(len(self._copies), -1)
        for d, at in self._shifts:
            copy = self._copies[:, d]
            flat = copy.reshape(base.shape)
            if at > 0:
                flat[:, :-at] = base[:, at:]
                copy[..., -at:] = 0
            else:
                flat[:, -at:] = base[:, :at]
                copy[..., :-at] = 0

    def weigh(self, w: Array, out: Array, *, more: bool = False) -> None:
        """Write, or add, what the windows read times the weights (channels, KH, KW)."""
        down, across = self._axes
        alone = len(out) == down.outputs == across.outputs == 1
        begun = set(np.ndindex(down.outputs, across.outputs)) if more else set()
        for (i, j), (rows, columns_), pixels in self._terms:
            place = out[:, :, i :: down.outputs, j :: across.outputs]
            straight = alone and (i, j) not in begun
            sums = place.reshape(len(pixels), -1) if straight else self._sums[:, : self._size]
            np.einsum("clkp,ckl->cp", pixels, w[:, rows, columns_], out=sums)
            if not straight:
                found = self._wanted()[:, :, : place.shape[2], : place.shape[3]]
                if (i, j) in begun:
                    place += found
                else:
                    place[...] = found
            begun.add((i, j))
        for i, j in np.ndindex(down.outputs, across.outputs):
            if (i, j) not in begun:  # pixels that no window reads
                out[:, :, i :: down.outputs, j :: across.outputs] = 0

    def add_products(self, out_grad: Array, dw: Array) -> None:
        """Add to each tap of `dw` (channels, KH, KW) its pixels times the gradients."""
        if len(out_grad) == 1:
            gradient = out_grad[0].reshape(len(dw), self._size)
        else:
            self._sums[...] = 0
            self._wanted()[...] = out_grad
            gradient = self._sums[:, : self._size]
        for _, (rows, columns_), pixels in self._terms:
            for k in range(pixels.shape[2]):
                found = np.matmul(pixels[:, :, k], gradient[..., None])[..., 0]
                dw[:, rows, columns_][:, k] += found

    def _wanted(self) -> Array:
        """Return a view (images, channels, height, width) of the sums."""
        shape = len(self._copies), *self._copies.shape[3:]
        return self._sums.reshape(shape)[:, :, : self._axes[0].wanted].swapaxes(0, 1)
