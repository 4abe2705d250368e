"""Which path a convolution takes, and which its gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.layers import columns, depthwise, pointwise, rowwise, scattered, whole, winograd
from cnncheck.layers._arguments import Geometry
from cnncheck.layers.evenness import suits
from cnncheck.layers.padding import zero_padding

if TYPE_CHECKING:
    from cnncheck.layers._arguments import Array

SMALL = 16_000_000  # products: a quarter of a millisecond, in which tiles and threads do not pay
SMALL_COLUMNS = 1 << 20  # numbers: 4 MiB in float32
LARGE_IMAGE = 128  # pixels: a matrix product of one image is worth its call
MORE = 1.2  # times the output's pixels that an input may have: of the padding the products are 0
MORE_OF_A_LINE = 1.5  # the same where taps lie in one line
FEWER = 2  # times fewer channels than filters: to add to few costs less than to copy many
SCATTERED = 1.4  # what it costs `columns` to add products up where they belong
FEW_CHANNELS = 8  # rows of a matrix product: with fewer it is several times slower


def _of_padded(g: Geometry) -> Geometry:
    return g._replace(H=g.H + 2 * g.ph, W=g.W + 2 * g.pw, ph=0, pw=0)


def _small(g: Geometry) -> bool:
    """Whether one piece is best: few products, and few numbers to hold at once."""
    return g.products <= SMALL and g.columns <= SMALL_COLUMNS


def _is_pointwise(g: Geometry) -> bool:
    """Whether an image is its own matrix of columns, and worth a call."""
    whole_images = g.KH == g.KW == 1 and g.ph == g.pw == 0 and g.groups == 1
    return whole_images and g.OH * g.OW >= LARGE_IMAGE


def forward(x: Array, w: Array, g: Geometry) -> Array:
    """Choose the path of a forward pass."""
    if depthwise.applies(g):
        return depthwise.forward(x, w, g)
    if _small(g):
        return whole.forward(x, w, g)
    if _is_pointwise(g):
        return pointwise.forward(x, w, g)
    if winograd.applies(g, x.itemsize):
        return winograd.forward(x, w, g) if suits(x, w) else columns.forward(x, w, g)
    if rowwise.applies(g, x.itemsize) and suits(x, w):
        return rowwise.forward(x, w, g)
    return columns.forward(x, w, g)


def backward_filter(out_grad: Array, x: Array, g: Geometry) -> Array:
    """Choose the path of a gradient with respect to the filters."""
    if depthwise.applies(g):
        return depthwise.backward_filter(out_grad, x, g)
    if _small(g):
        if g.ph or g.pw:
            x, g = zero_padding(x, (g.ph, g.pw)), _of_padded(g)
        return whole.backward_filter(out_grad, x, g)
    if _is_pointwise(g):
        return pointwise.backward_filter(out_grad, x, g)
    if winograd.applies_backward(g, x.itemsize):
        return winograd.backward_filter(out_grad, x, g)
    return columns.backward_filter(out_grad, x, g)


def backward_input(out_grad: Array, w: Array, g: Geometry) -> Array:
    """Choose the path of a gradient with respect to the input.

    At stride 1 it is itself a convolution: of out_grad, padded by what a window has beyond one pixel,
    less the padding, with the filters turned by 180 degrees and F and C changing places [1]_. The
    padding costs products that are known to be 0, so that pays where images are much larger than
    windows, or where Winograd's filtering saves more than that; with few channels, or many times as
    many filters, it does not, as they change places, nor with one tap, which has nothing to add up.
    And 0 times an infinite weight would be NaN where no window reads, so the weights must be finite.

    .. [1] V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", 2016,
       section 4.
    """
    if depthwise.applies(g) and np.isfinite(w).all():
        return depthwise.backward_input(out_grad, w, g)
    around = g.dh * (g.KH - 1) - g.ph, g.dw * (g.KW - 1) - g.pw
    suited = g.sh == g.sw == 1 and g.KH * g.KW > 1 and min(around) >= 0
    if suited and not _small(g) and (g.C >= FEW_CHANNELS or not g.plain):
        shape = g.groups, g.F // g.groups, *w.shape[1:]
        sizes = (g.N, g.F, g.OH, g.OW, g.C, g.KH, g.KW, 1, 1, *around, g.H, g.W)
        turned = Geometry(*sizes, g.dh, g.dw, g.groups)
        # of side-by-side taps, what is sent back to the padding is soon multiplied and added up, too
        outer = _of_padded(g) if g.plain else g
        more = MORE_OF_A_LINE if 1 in (g.KH, g.KW) else MORE
        little_padding = outer.H * outer.W <= more * g.OH * g.OW
        cheap = little_padding and (g.F <= FEWER * g.C or not g.plain)
        pays = cheap or winograd.applies(turned, w.itemsize, SCATTERED * g.products)
        if pays and np.isfinite(w).all():
            filters = w.reshape(shape)[..., ::-1, ::-1].swapaxes(1, 2)
            return forward(out_grad, filters.reshape(g.C, shape[1], g.KH, g.KW), turned)
    if not (g.ph or g.pw):
        return _sent_back(out_grad, w, g)
    of_padded = _sent_back(out_grad, w, _of_padded(g))
    return of_padded[:, :, g.ph : g.ph + g.H, g.pw : g.pw + g.W].copy()


def _sent_back(out_grad: Array, w: Array, g: Geometry) -> Array:
    """Choose how products are added up where they belong."""
    if _small(g):
        return whole.backward_input(out_grad, w, g)
    if _is_pointwise(g):
        return pointwise.backward_input(out_grad, w, g)
    if scattered.applies(g):
        return scattered.backward_input(out_grad, w, g)
    return columns.backward_input(out_grad, w, g)
