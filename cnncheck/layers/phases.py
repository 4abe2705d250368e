"""Pixels sorted by their place within a step, so that neighbouring windows are neighbours in memory.

Windows that are `step` pixels apart read, of all pixels with the same remainder modulo `step`,
neighbouring ones. Those pixels are a *phase*. In a phase each channel is one long row of numbers: the
next window to the right is 1 further, the next one down is `Grid.row` further. So what is done with
one tap of every window is one NumPy call on contiguous memory, however small the images are.

The price: the last numbers of each row belong to windows that begin within the image and end outside.
They are computed and left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cnncheck.layers.threads import ceil_div

if TYPE_CHECKING:
    from cnncheck.layers._arguments import Array, Pair


class Grid(NamedTuple):
    """How one channel lies in a phase: rows of windows, of each image in turn.

    Attributes
    ----------
    images : int
        Row by row beside each other.
    height, width : int
        Windows that are wanted.
    below, beside : int
        Windows further down, and to the right, that have pixels of the last wanted ones.
    """

    images: int
    height: int
    width: int
    below: int
    beside: int

    @property
    def row(self) -> int:
        """From a window to the one below."""
        return self.images * (self.width + self.beside)

    @property
    def used(self) -> int:
        """Numbers from the first wanted window to the last, with those at the ends of rows."""
        return self.height * self.row

    @property
    def plane(self) -> int:
        """Numbers of one channel."""
        return (self.height + self.below) * self.row

    @property
    def slack(self) -> int:
        """Numbers after the last channel, which shifted calls read."""
        return self.below * self.row + self.beside

    def wanted(self, flat: Array) -> Array:
        """Return a view (images, channels, height, width) of an array (channels, used)."""
        rows = flat.reshape(-1, self.height, self.images, self.width + self.beside)
        return rows[..., : self.width].transpose(2, 0, 1, 3)


def fill(out: Array, x: Array, grid: Grid, steps: Pair, before: Pair) -> None:
    """Copy the pixels of one phase: every so many, and 0 beyond the image.

    Parameters
    ----------
    out : ndarray, shape (C * grid.plane,)
    x : ndarray, shape (N, C, H, W)
    grid : Grid
        Of N images.
    steps : (int, int)
        From one window to the next, down and across.
    before : (int, int)
        Rows above, and columns to the left of, the image at which the first window has its pixel;
        negative if that is within.
    """
    rows, columns = grid.height + grid.below, grid.width + grid.beside
    phase = out.reshape(x.shape[1], rows, grid.images, columns)
    i0, i1, down = _inside(x.shape[2], before[0], steps[0], rows)
    j0, j1, across = _inside(x.shape[3], before[1], steps[1], columns)
    if i0:
        phase[:, :i0] = 0
    if i1 < rows:
        phase[:, i1:] = 0
    if j0:
        phase[:, i0:i1, :, :j0] = 0
    if j1 < columns:
        phase[:, i0:i1, :, j1:] = 0
    if i0 < i1 and j0 < j1:
        phase[:, i0:i1, :, j0:j1] = x[:, :, down, across].transpose(1, 2, 0, 3)


def _inside(length: int, before: int, step: int, count: int) -> tuple[int, int, slice]:
    """Return which of `count` windows have their pixel in the image, from and to, and which pixels."""
    first = min(count, max(0, ceil_div(before, step)))
    last = min(count, max(first, (length - 1 + before) // step + 1))
    start = step * first - before
    return first, last, slice(start, start + step * (last - first), step)
