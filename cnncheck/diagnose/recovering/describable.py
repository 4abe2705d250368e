"""What there is to say of products: their indices, those among the windows over a pixel, and the padding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.observing.atoms import Flag, Index, Table
from cnncheck.diagnose.recovering.letters import has_filters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.diagnose.recovering.products import Products
    from cnncheck.operators.axis import Axis
    from cnncheck.operators.problem import Array

SIDES = {
    1: (("before", "behind"),),
    2: (("above", "below"), ("left of", "right of")),
    3: (("in front of", "behind"), ("above", "below"), ("left of", "right of")),
}
"""Where a window begins or ends that reaches beyond the image, along each axis."""


def table_of(products: Products) -> Table:
    """Return the table of all products.

    Parameters
    ----------
    products : Products
    """
    words, lengths = products.words, products.all_lengths
    absolute = (
        Index(each, words.nouns[each], values, words.lengths[each], lengths[each])
        for each, values in products.indices.items()
    )
    numbers = tuple(products.numbers.items())
    return Table((*absolute, *_relative(products)), tuple(_flags(products)), numbers)


def _relative(products: Products) -> Iterator[Index]:
    """Yield which of the windows over a pixel a product is of, or which of the taps inside the image."""
    words = products.words
    for number, axis in enumerate(products.problem.windows.axes):
        window, tap = words.windows[number], words.taps[number]
        if tap not in products.indices or axis.spans or axis.border:
            continue
        line = words.nouns[tap].partition(" ")[0]
        at = products.indices[window], products.indices[tap]
        if words.pixels[number] in products.result.letters:
            ranks = _over_pixels(axis), f"{line} of windows over the pixel", window
        elif window in products.result.letters:
            ranks = _of_windows(axis), f"{line} of the window inside the image", tap
        else:
            ranks = (
                _of_taps(axis),
                f"{line} of windows in which the tap is inside the image",
                window,
            )
        (rank, count), noun, letter = ranks
        yield Index(letter, noun, rank[at], "", count[at])


def _over_pixels(axis: Axis) -> tuple[Array, Array]:
    """Return, by window and tap, how many windows over the same pixel come before, and how many there are."""
    rank, count = np.full(axis.table.shape, -9), np.zeros(axis.table.shape, int)
    for pixel in range(axis.length):
        here = np.nonzero(axis.table == pixel)
        rank[here] = np.arange(len(here[0]))
        count[here] = len(here[0])
    return rank, count


def _of_windows(axis: Axis) -> tuple[Array, Array]:
    """Return, by window and tap, how many taps inside come before, and how many there are."""
    inside = axis.table >= 0
    count = np.broadcast_to(inside.sum(axis=1)[:, None], inside.shape)
    return np.where(inside, np.cumsum(inside, axis=1) - 1, -9), count


def _of_taps(axis: Axis) -> tuple[Array, Array]:
    """Return, by window and tap, how many windows in which the tap is inside come before, and all."""
    inside = axis.table >= 0
    count = np.broadcast_to(inside.sum(axis=0), inside.shape)
    return np.where(inside, np.cumsum(inside, axis=0) - 1, -9), count


def _flags(products: Products) -> Iterator[Flag]:
    """Yield whether windows reach beyond the image, and what is special about taps and pixels."""
    words, axes = products.words, products.problem.windows.axes
    yield Flag("the tap lies in the padding", "the tap lies in the image", ~products.due)
    whole = np.zeros(len(products), np.bool_)
    for number, axis in enumerate(axes):
        if axis.spans or words.taps[number] not in products.indices:
            continue
        first = axis.stride * products.indices[words.windows[number]] - axis.before
        begins, ends = first < 0, first + axis.span > axis.length
        for where, sets, text in zip(
            SIDES[len(axes)][number], (begins, ends), ("begins", "ends"), strict=True
        ):
            plain = text.removesuffix("s")
            yield Flag(
                f"the window {text} {where} the image",
                f"the window does not {plain} {where} the image",
                sets,
            )
        whole = whole | begins | ends
    if words.taps[0] in products.indices:
        yield Flag(
            "the window reaches beyond the image",
            "the window does not reach beyond the image",
            whole,
        )
        pairs = zip(words.taps, axes, strict=True)
        middle = [products.indices[tap] == axis.kernel // 2 for tap, axis in pairs]
        what = "filter" if has_filters(products.problem) else "window"
        yield Flag(
            f"the tap is the middle of the {what}",
            f"the tap is not the middle of the {what}",
            np.logical_and.reduce(middle),
        )
