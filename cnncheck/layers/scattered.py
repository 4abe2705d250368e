"""The gradient with respect to the input at a stride: what windows send back, added up in phases.

The product W' @ out_grad is what every window sends back to each of its pixels. Tap (k, l) of window
(i, j) belongs to pixel (sh*i + k, sw*j + l); in the `phases` of the input that is row i + k//sh and
column j + l//sw of phase (k % sh, l % sw). There, neighbouring windows have neighbouring pixels; and
out_grad gets as many zeros at the end of its rows as make them as long as those of a phase. So for each
tap all windows of a tile are one addition of contiguous numbers. In the input itself it would be
one for each row of windows, of numbers that are a stride apart; in return the phases have to be
put together in the end, which pays where pixels are in many windows.

A tile's windows reach rows of the next tile; their sums are kept for it.

Memory: for each thread TILE numbers or so for what is sent, up to a sixth of that for the sums,
and a tile of out_grad.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.layers.columns import bands_and_channels
from cnncheck.layers.rows import copy_rows
from cnncheck.layers.steps import run, step
from cnncheck.layers.threads import for_each

if TYPE_CHECKING:
    from cnncheck.layers._arguments import Array, Geometry
    from cnncheck.layers.steps import Step
    from cnncheck.layers.threads import Scratch
    from cnncheck.layers.tiles import Part, Tile

PAYS = 6  # windows of a pixel


def applies(g: Geometry) -> bool:
    """Whether the sizes are such that it is faster than `columns`."""
    return g.plain and g.sh * g.sw > 1 and g.KH * g.KW >= PAYS * g.sh * g.sw


def backward_input(out_grad: Array, w: Array, g: Geometry) -> Array:
    """Compute w.T (taps, F) @ out_grad (F, windows of a tile), and add each tap to its pixels.

    Each worker has some channels of some images to itself, for neighbouring tiles add to the same
    rows of the input.
    """
    out = np.zeros((g.N, g.C, g.H, g.W), w.dtype)
    area = g.KH * g.KW
    filters, finite = w.reshape(g.F, -1).T, bool(np.isfinite(w).all())

    def work(job: tuple[list[Tile], Part], scratch: Scratch) -> None:
        own, (_, _, c0, c1) = job
        n0, n1, r0, r1 = own[0]
        size = c1 - c0, n1 - n0, r1 - r0
        sums = scratch.prepared(size, Sums, size, g, w.dtype)
        sums.begin()
        for tile in own:
            sums.add(filters[c0 * area : c1 * area], out_grad, tile, finite=finite)
            sums.hand_over(out[:, c0:c1], tile, last=tile is own[-1])

    for_each(work, bands_and_channels(g))
    return out


class Sums:
    """The pixels of some channels and images that a tile's windows reach, in phases.

    Parameters
    ----------
    size : (int, int, int)
        Channels, images, and rows of windows of the largest tile.
    """

    def __init__(
        self, size: tuple[int, int, int], g: Geometry, dtype: np.dtype[Any], scratch: Scratch
    ) -> None:
        channels, images, rows = size
        self._g, self._below, beside = g, (g.KH - 1) // g.sh, (g.KW - 1) // g.sw
        self._row = g.OW + beside
        windows = images * rows * self._row
        self._gradient = scratch.array("gradient", (g.F * windows,), dtype)
        self._sent = scratch.array("sent", (channels * g.KH * g.KW * windows,), dtype)
        pixels = (rows + self._below) * self._row + beside
        phases = min(g.sh, g.KH), min(g.sw, g.KW)
        self._sums = scratch.array("sums", (*phases, channels, images, pixels), dtype)
        self._steps: dict[int, list[Step]] = {}

    def begin(self) -> None:
        """Begin with other pixels."""
        self._sums[...] = 0

    def add(self, filters: Array, out_grad: Array, tile: Tile, *, finite: bool) -> None:
        """Add what a tile's windows send back."""
        n0, n1, r0, r1 = tile
        g, images, rows = self._g, n1 - n0, r1 - r0
        gradient = _leading(self._gradient, g.F, images, rows, self._row)
        gradient[..., g.OW :] = 0
        copy_rows(gradient[..., : g.OW], out_grad[n0:n1, :, r0:r1].swapaxes(0, 1))
        sent = _leading(self._sent, len(filters), images, rows, self._row)
        np.matmul(filters, gradient.reshape(g.F, -1), out=sent.reshape(len(filters), -1))
        if not finite:  # 0 times infinity
            sent[..., g.OW :] = 0
        if rows not in self._steps:
            self._steps[rows] = self._additions(images, rows)
        run(self._steps[rows])

    def _additions(self, images: int, rows: int) -> list[Step]:
        g, channels = self._g, self._sums.shape[2]
        sent = _leading(self._sent, channels, g.KH, g.KW, images, rows * self._row)
        steps = []
        for k, l in np.ndindex(g.KH, g.KW):
            first = k // g.sh * self._row + l // g.sw
            pixels = self._sums[k % g.sh, l % g.sw, ..., first : first + rows * self._row]
            steps.append(step(np.add, pixels, sent[:, k, l], out=pixels))
        return steps

    def hand_over(self, out: Array, tile: Tile, *, last: bool) -> None:
        """Write the rows of pixels to which no other tile adds anything, and keep those below."""
        g, (n0, n1, r0, r1) = self._g, tile
        rows = r1 - r0 + (self._below if last else 0)
        size = *self._sums.shape[2:4], rows, self._row
        for i, j in np.ndindex(self._sums.shape[:2]):
            pixels = out[n0:n1, :, g.sh * r0 + i : g.sh * (r0 + rows) : g.sh, j :: g.sw]
            found = self._sums[i, j, ..., : rows * self._row].reshape(size).swapaxes(0, 1)
            down, across = pixels.shape[2], min(pixels.shape[3], self._row)
            pixels[..., :across] = found[:, :, :down, :across]
        if not last:
            kept = self._below * self._row
            self._sums[..., :kept] = self._sums[..., rows * self._row :][..., :kept]
            self._sums[..., kept:] = 0


def _leading(buffer: Array, *shape: int) -> Array:
    """Return the first numbers of a buffer in that shape."""
    size = 1
    for length in shape:
        size *= length
    return buffer[:size].reshape(shape)
