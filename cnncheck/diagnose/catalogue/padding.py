"""Faults of ``zero_padding`` in how much is added, where, and of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.catalogue.shelf import Shelf, made

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.catalogue.arrays import ArrayChange
    from cnncheck.diagnose.catalogue.shelf import Row
    from cnncheck.diagnose.fault import Compute
    from cnncheck.operators.problem import Array, Problem

    Around = Callable[[int, int], tuple[tuple[int, int], ...]]

shelf = Shelf("padding", "zero_padding")

SIDES = "padding counts what is added on each side: above and below, left and right."
AXES = "padding is (vertical, horizontal): follow ph and pw to where they are used."
BORDER = "Everything outside the image is zero: what is in the array before X is copied in?"
COPY = "out[:, :, ph:ph + H, pw:pw + W] is X, all of it."


def padded(
    around: Around = lambda ph, pw: ((0, 0), (0, 0), (ph, ph), (pw, pw)),
    change: ArrayChange | None = None,
    **mode: object,
) -> Compute:
    """Return the manner that pads a changed X otherwise, in the words of `numpy.pad`."""

    def manner(problem: Problem) -> Array:
        ph, pw = problem.arguments["padding"]  # type: ignore[misc]
        X = problem.arrays["X"]
        X = X if change is None else change(X)
        return np.asarray(np.pad(X, around(ph, pw), **mode))  # type: ignore[call-overload]

    return manner


def copying(*rows: Row[ArrayChange]) -> None:
    """Put faults on the shelf that copy a changed X into the right border."""
    shelf.add(COPY, *made(rows, lambda change: padded(change=change)))


def _image_axes(
    of_rows: Callable[[int, int], tuple[int, int]],
    of_columns: Callable[[int, int], tuple[int, int]],
) -> Compute:
    return padded(lambda ph, pw: ((0, 0), (0, 0), of_rows(ph, pw), of_columns(ph, pw)))


shelf.add(
    AXES,
    (
        "axes-swapped",
        "the vertical and the horizontal padding are exchanged",
        _image_axes(lambda ph, pw: (pw, pw), lambda ph, pw: (ph, ph)),
    ),
    (
        "first-for-both",
        "the vertical padding is used in both directions",
        _image_axes(lambda ph, pw: (ph, ph), lambda ph, pw: (ph, ph)),
    ),
    (
        "last-for-both",
        "the horizontal padding is used in both directions",
        _image_axes(lambda ph, pw: (pw, pw), lambda ph, pw: (pw, pw)),
    ),
    (
        "rows-only",
        "only rows are added, no columns",
        _image_axes(lambda ph, pw: (ph, ph), lambda ph, pw: (0, 0)),
    ),
    (
        "columns-only",
        "only columns are added, no rows",
        _image_axes(lambda ph, pw: (0, 0), lambda ph, pw: (pw, pw)),
    ),
)
shelf.add(
    SIDES,
    (
        "all-after",
        "all the zeros are below and to the right of the image",
        _image_axes(lambda ph, pw: (0, 2 * ph), lambda ph, pw: (0, 2 * pw)),
    ),
    (
        "all-before",
        "all the zeros are above and to the left of the image",
        _image_axes(lambda ph, pw: (2 * ph, 0), lambda ph, pw: (2 * pw, 0)),
    ),
    (
        "one-sided-before",
        "zeros are added above and to the left only",
        _image_axes(lambda ph, pw: (ph, 0), lambda ph, pw: (pw, 0)),
    ),
    (
        "one-sided-after",
        "zeros are added below and to the right only",
        _image_axes(lambda ph, pw: (0, ph), lambda ph, pw: (0, pw)),
    ),
    (
        "total",
        "the padding is taken as that of both sides together",
        _image_axes(lambda ph, pw: (ph // 2, ph - ph // 2), lambda ph, pw: (pw // 2, pw - pw // 2)),
        _image_axes(lambda ph, pw: (ph - ph // 2, ph // 2), lambda ph, pw: (pw - pw // 2, pw // 2)),
        _image_axes(lambda ph, pw: (ph // 2, ph // 2), lambda ph, pw: (pw // 2, pw // 2)),
    ),
    (
        "doubled",
        "twice as many zeros are added as asked",
        _image_axes(lambda ph, pw: (2 * ph, 2 * ph), lambda ph, pw: (2 * pw, 2 * pw)),
    ),
    (
        "one-too-many",
        "one row and column of zeros too many is added on each side",
        _image_axes(lambda ph, pw: (ph + 1, ph + 1), lambda ph, pw: (pw + 1, pw + 1)),
    ),
    (
        "one-too-few",
        "one row and column of zeros too few is added on each side",
        _image_axes(lambda ph, pw: (max(ph - 1, 0),) * 2, lambda ph, pw: (max(pw - 1, 0),) * 2),
    ),
    (
        "not-applied",
        "the image comes back without any padding",
        _image_axes(lambda ph, pw: (0, 0), lambda ph, pw: (0, 0)),
    ),
)
shelf.add(
    "Only the last two of the four axes are the image's.",
    (
        "batch-and-channels-too",
        "the axes of the batch and the channels are padded as well",
        padded(lambda ph, pw: ((ph, ph),) * 4),
        padded(lambda ph, pw: ((ph, pw),) * 4),
        padded(lambda ph, pw: ((ph, ph), (pw, pw), (ph, ph), (pw, pw))),
        padded(lambda ph, pw: ((pw, pw),) * 4),
        padded(lambda ph, pw: ((ph, ph), (ph, ph), (ph, ph), (pw, pw))),
        padded(lambda ph, pw: ((pw, pw), (ph, ph), (ph, ph), (pw, pw))),
    ),
)
shelf.add(
    "X is (N, C, H, W): rows are axis 2, columns are axis 3.",
    (
        "wrong-axes",
        "other axes than the last two are padded",
        padded(lambda ph, pw: ((0, 0), (ph, ph), (pw, pw), (0, 0))),
        padded(lambda ph, pw: ((ph, ph), (pw, pw), (0, 0), (0, 0))),
    ),
)
shelf.add(
    BORDER,
    ("edge-repeated", "the border repeats the pixels at the edge", padded(mode="edge")),
    ("wrapped", "the border wraps around to the other side of the image", padded(mode="wrap")),
    ("reflected", "the border mirrors the image", padded(mode="reflect"), padded(mode="symmetric")),
    ("ones", "the border is filled with ones", padded(constant_values=1)),
    ("nan", "the border is filled with NaN", padded(constant_values=np.nan)),
    (
        "image-mean",
        "the border is filled with the mean of the image",
        padded(mode="mean"),
        padded(mode="minimum"),
        padded(mode="maximum"),
    ),
)
