"""Convolution of each channel by filters of its own, without a matrix product.

A filter of one channel would be one row of a matrix product, which then is slower than memory. Here
pixels lie in `phases`, so what a tap does in all windows of many channels is one multiplication by the
channels' weights and one addition, of contiguous numbers in a cache. The gradient of the filters adds
up products instead, and that of the input is added to pixels in their phases.

Rows of windows go on to the right of the image, by as many as are no windows of it. Forwards they are
left out in the end. Backwards their gradient is 0, which adds nothing as long as numbers are finite:
weights have to be, and where a filter's gradient is not, `columns` computes it.

Memory: for each thread some arrays of BLOCK numbers, or of one channel.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.layers import columns
from cnncheck.layers.phases import Grid, Phase
from cnncheck.layers.steps import run, step
from cnncheck.layers.threads import blocks, ceil_div, for_each

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.layers._arguments import Array, Geometry, Pair
    from cnncheck.layers.steps import Step
    from cnncheck.layers.threads import Scratch

BLOCK = 1 << 16  # numbers of an array: a call takes as long as some thousand of them
LONG = 256  # numbers of a channel, from which beginning with the next one does not matter
FEWEST = 1 << 18  # numbers in all windows: with fewer, preparing the calls takes as long as they
MOST = 4  # filters of a channel: with more, a matrix product is quicker


def applies(g: Geometry) -> bool:
    """Whether each filter has one channel, and there is enough to do."""
    return g.groups == g.C and g.F <= MOST * g.C and g.columns > FEWEST


def forward(x: Array, w: Array, g: Geometry) -> Array:
    """Add up, tap by tap, pixels times the weights of their channels."""
    out = np.empty((g.N, g.F, g.OH, g.OW), x.dtype)

    def work(windows: Windows, own: slice, c: slice, scratch: Scratch) -> None:
        windows.load(x[own, c], scratch)
        for filters in _of_each(g, c):
            windows.weigh(w[filters])
            out[own, filters] = windows.found

    _for_blocks(work, g, x.dtype)
    return out


def backward_filter(out_grad: Array, x: Array, g: Geometry) -> Array:
    """Add up, tap by tap, pixels times the gradients of their windows."""
    dw = np.zeros((g.F, 1, g.KH, g.KW), x.dtype)

    def work(windows: Windows, own: slice, c: slice, scratch: Scratch) -> None:
        windows.load(x[own, c], scratch)
        for filters in _of_each(g, c):
            windows.take(out_grad[own, filters])
            windows.add_products(dw[filters])

    _for_blocks(work, g, x.dtype)
    return dw if np.isfinite(dw).all() else columns.backward_filter(out_grad, x, g)


def backward_input(out_grad: Array, w: Array, g: Geometry) -> Array:
    """Add gradients times weights, tap by tap, to the pixels that were read; weights are finite."""
    dx = np.zeros((g.N, g.C, g.H, g.W), w.dtype)

    def work(windows: Windows, own: slice, c: slice, _: Scratch) -> None:
        windows.clear()
        for filters in _of_each(g, c):
            windows.take(out_grad[own, filters])
            windows.hand_back(w[filters])
        windows.store(dx[own, c])

    _for_blocks(work, g, w.dtype)
    return dx


def _for_blocks(
    work: Callable[[Windows, slice, slice, Scratch], None], g: Geometry, dtype: np.dtype[Any]
) -> None:
    """Call it for blocks of channels, of small images for several images after each other."""
    images = blocks(g.N, ceil_div(LONG, g.OH * g.OW))
    size = max((n1 - n0 for n0, n1 in images), default=1) * g.OH * g.OW

    def block(channels: Pair, scratch: Scratch) -> None:
        for n0, n1 in images:
            sizes = n1 - n0, channels[1] - channels[0]
            windows = scratch.prepared(sizes, Windows, *sizes, g, dtype)
            work(windows, slice(n0, n1), slice(*channels), scratch)

    for_each(block, blocks(g.C, max(1, BLOCK // size)))


def _of_each(g: Geometry, channels: slice) -> list[slice]:
    """Return the first filters of some channels, the second ones, and so on."""
    each = g.F // g.C
    first, last = channels.start * each, channels.stop * each
    return [slice(first + number, last, each) for number in range(each)]


class Windows:
    """What the windows of some channels of some images read, and what comes of it.

    Attributes
    ----------
    found : ndarray, shape (images, channels, OH, OW)
        The windows' numbers: sums or gradients.
    """

    def __init__(
        self, images: int, channels: int, g: Geometry, dtype: np.dtype[Any], scratch: Scratch
    ) -> None:
        taps = [(divmod(g.dh * k, g.sh), divmod(g.dw * l, g.sw)) for k, l in np.ndindex(g.KH, g.KW)]
        below, beside = taps[-1][0][0], taps[-1][1][0]
        grid, self._g = Grid(images, g.OH, g.OW, below, beside), g
        size, used = channels * grid.plane, g.OH * grid.row
        places = sorted({(i, j) for (_, i), (_, j) in taps})
        self._phases = scratch.array("phases", (len(places), size + grid.slack), dtype)
        self._phases[:, size:] = 0
        self._where = [
            (i, Phase(grid.pixels(pixels[:size]), (g.H, g.W), (g.sh, g.sw), g.pw - j))
            for (i, j), pixels in zip(places, self._phases, strict=True)
        ]
        self._read = []
        for (down, i), (right, j) in taps:
            first = down * grid.row + right * grid.next
            seen = self._phases[places.index((i, j)), first : first + size]
            self._read.append(seen.reshape(channels, grid.plane)[:, :used])
        self._weights = scratch.array("weights", (len(taps), channels, 1), dtype)
        self._numbers = scratch.array("numbers", (channels, used), dtype)
        spare = scratch.array("spare", (channels, used), dtype)
        rows = replace(grid, below=0).pixels(self._numbers.reshape(-1))
        self.found, self._beyond = rows[..., : g.OW], rows[..., g.OW :]
        self._weighing = self._weighed(spare)
        self._handing: list[Step] = []
        for pixels, weight in zip(self._read, self._weights, strict=True):
            self._handing += [
                step(np.multiply, self._numbers, weight, out=spare),
                step(np.add, pixels, spare, out=pixels),
            ]

    def _weighed(self, spare: Array) -> list[Step]:
        numbers, steps = self._numbers, []
        for number, (pixels, weight) in enumerate(zip(self._read, self._weights, strict=True)):
            steps.append(step(np.multiply, pixels, weight, out=spare if number else numbers))
            if number:
                steps.append(step(np.add, numbers, spare, out=numbers))
        return steps

    def load(self, x: Array, scratch: Scratch) -> None:
        """Copy pixels (images, channels, H, W) into their phases."""
        again = scratch.take(self)
        for i, phase in self._where:
            phase.fill(x, self._g.ph - i, again)

    def clear(self) -> None:
        """Begin with pixels that are 0."""
        self._phases[...] = 0

    def store(self, dx: Array) -> None:
        """Copy the pixels back."""
        for i, phase in self._where:
            phase.read(dx, self._g.ph - i)

    def take(self, out_grad: Array) -> None:
        """Copy the windows' gradients."""
        self.found[...] = out_grad
        self._beyond[...] = 0

    def weigh(self, w: Array) -> None:
        """Add up what the windows read, times the weights (channels, 1, KH, KW)."""
        self._weights[..., 0] = w.reshape(len(w), -1).T
        run(self._weighing)

    def hand_back(self, w: Array) -> None:
        """Add the gradients times the weights to the pixels."""
        self._weights[..., 0] = w.reshape(len(w), -1).T
        run(self._handing)

    def add_products(self, dw: Array) -> None:
        """Add to each tap of `dw` (channels, 1, KH, KW) its pixels times the gradients."""
        for (k, l), pixels in zip(np.ndindex(dw.shape[2:]), self._read, strict=True):
            found = np.matmul(pixels[:, None], self._numbers[..., None])
            dw[:, 0, k, l] += found[:, 0, 0]
