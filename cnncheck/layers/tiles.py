"""How an output is cut into tiles, and what the windows of a tile read, as columns of a matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from numpy.lib.stride_tricks import as_strided

from cnncheck.layers.rows import copy_rows
from cnncheck.layers.threads import blocks, ceil_div

if TYPE_CHECKING:
    from cnncheck.layers._arguments import Array, Geometry, Pair
    from cnncheck.layers.threads import Scratch

TILE = 1 << 18  # numbers in a tile of columns: 1 MiB in float32, within a second-level cache
LARGEST = 1 << 23  # numbers in a tile that is made larger, to have SIDE pixels or so
SIDE = 512  # a matrix product is quick when its sides have about this length


class Tile(NamedTuple):
    """Images n0:n1 and rows r0:r1 of their output; here several images only as a whole."""

    n0: int
    n1: int
    r0: int
    r1: int


class Part(NamedTuple):
    """Groups g0:g1 of channels, and of each the channels c0:c1; of several groups all."""

    g0: int
    g1: int
    c0: int
    c1: int

    def channels(self, g: Geometry) -> Pair:
        """Return from which channel to which it goes."""
        each = g.C // g.groups
        return self.g0 * each + self.c0, (self.g1 - 1) * each + self.c1

    def filters(self, g: Geometry) -> slice:
        """Return the filters of its groups."""
        each = g.F // g.groups
        return slice(self.g0 * each, self.g1 * each)


def parts(g: Geometry, most: int) -> list[Part]:
    """Cut the channels into parts of at most so many, if one is not more: of a group, or of several."""
    each = g.C // g.groups
    if g.groups == 1 or most < each:
        own = blocks(each, max(1, most))
        return [Part(at, at + 1, *channels) for at in range(g.groups) for channels in own]
    return [Part(*groups, 0, each) for groups in blocks(g.groups, most // each)]


def tiles(g: Geometry, pixels: int, least: int = 2) -> list[Tile]:
    """Cut the output into tiles of about that many pixels: bands of rows, or groups of images.

    Images of less than SIDE pixels are grouped, into at least so many groups, so that threads have
    work.
    """
    image = g.OH * g.OW
    if image > pixels or image >= SIDE:
        rows = ceil_div(g.OH, ceil_div(g.OH, max(1, pixels // g.OW)))
        bands = [(r, min(g.OH, r + rows)) for r in range(0, g.OH, rows)]
        return [Tile(n, n + 1, r0, r1) for n in range(g.N) for r0, r1 in bands]
    group = max(1, min(ceil_div(g.N, least), pixels // image))
    return [Tile(n0, n1, 0, g.OH) for n0, n1 in blocks(g.N, group)]


def columns_of(x: Array, tile: Tile, channels: Pair, g: Geometry, scratch: Scratch) -> Array:
    """Return a tile's windows as a matrix (channels*KH*KW, images*rows*OW)."""
    n0, n1, r0, r1 = tile
    c0, c1 = channels
    low, high = r0 * g.sh, (r1 - 1) * g.sh + g.dh * (g.KH - 1) + 1
    source = padded_rows(x[n0:n1, c0:c1], (low, high), g.W + 2 * g.pw, g, scratch)
    n, c, h, w = source.strides
    columns = scratch.array("columns", (c1 - c0, g.KH, g.KW, n1 - n0, r1 - r0, g.OW), x.dtype)
    copy_rows(
        columns, as_strided(source, columns.shape, (c, g.dh * h, g.dw * w, n, g.sh * h, g.sw * w))
    )
    return columns.reshape((c1 - c0) * g.KH * g.KW, -1)


def padded_rows(x: Array, rows: Pair, width: int, g: Geometry, scratch: Scratch) -> Array:
    """Return some rows of the padded images, (images, channels, rows, width).

    Rows and columns count from the first padded one and may go on beyond the last, in zeros.
    """
    low, high = rows
    if not (g.ph or g.pw) and high <= g.H and width == g.W:
        return x[:, :, low:high]
    out = scratch.array("padded", (*x.shape[:2], high - low, width), x.dtype)
    first, last = max(low, g.ph), min(high, g.ph + g.H)
    if first >= last:
        out[...] = 0
        return out
    out[:, :, : first - low] = 0
    out[:, :, last - low :] = 0
    middle = out[:, :, first - low : last - low]
    middle[..., : g.pw] = 0
    middle[..., g.pw + g.W :] = 0
    copy_rows(middle[..., g.pw : g.pw + g.W], x[:, :, first - g.ph : last - g.ph])
    return out
