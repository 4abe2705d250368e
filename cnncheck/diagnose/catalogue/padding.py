"""Faults of ``zero_padding``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.catalogue.changes import (
    Shelf,
    fill_cleared,
    flipped,
    lost_ways,
    repeated,
    reshaped_ways,
    square_swapped,
    square_swapped_only,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.fault import Compute
    from cnncheck.operators.problem import Array, Problem

    Around = Callable[[int, int], tuple[tuple[int, int], ...]]

shelf = Shelf("padding", "zero_padding")
add = shelf.add

SIDES = "padding counts what is added on each side: above and below, left and right."
AXES = "padding is (vertical, horizontal): follow ph and pw to where they are used."
BORDER = "Everything outside the image is zero: what is in the array before X is copied in?"
COPY = "out[:, :, ph:ph + H, pw:pw + W] is X, all of it."


def _padded(
    around: Around = lambda ph, pw: ((0, 0), (0, 0), (ph, ph), (pw, pw)),
    change: Callable[[Array], Array] | None = None,
    **mode: object,
) -> Compute:
    """Return the manner that pads a changed X otherwise, in the words of `numpy.pad`."""

    def manner(problem: Problem) -> Array:
        ph, pw = problem.arguments["padding"]  # type: ignore[misc]
        X = problem.arrays["X"]
        X = X if change is None else change(X)
        return np.asarray(np.pad(X, around(ph, pw), **mode))  # type: ignore[call-overload]

    return manner


def _copying(change: Callable[[Array], Array]) -> Compute:
    return _padded(change=change)


def _image_axes(
    of_rows: Callable[[int, int], tuple[int, int]],
    of_columns: Callable[[int, int], tuple[int, int]],
) -> Compute:
    return _padded(lambda ph, pw: ((0, 0), (0, 0), of_rows(ph, pw), of_columns(ph, pw)))


add(
    "axes-swapped",
    "the vertical and the horizontal padding are exchanged",
    AXES,
    _image_axes(lambda ph, pw: (pw, pw), lambda ph, pw: (ph, ph)),
)
add(
    "first-for-both",
    "the vertical padding is used in both directions",
    AXES,
    _image_axes(lambda ph, pw: (ph, ph), lambda ph, pw: (ph, ph)),
)
add(
    "last-for-both",
    "the horizontal padding is used in both directions",
    AXES,
    _image_axes(lambda ph, pw: (pw, pw), lambda ph, pw: (pw, pw)),
)
add(
    "rows-only",
    "only rows are added, no columns",
    AXES,
    _image_axes(lambda ph, pw: (ph, ph), lambda ph, pw: (0, 0)),
)
add(
    "columns-only",
    "only columns are added, no rows",
    AXES,
    _image_axes(lambda ph, pw: (0, 0), lambda ph, pw: (pw, pw)),
)
add(
    "all-after",
    "all the zeros are below and to the right of the image",
    SIDES,
    _image_axes(lambda ph, pw: (0, 2 * ph), lambda ph, pw: (0, 2 * pw)),
)
add(
    "all-before",
    "all the zeros are above and to the left of the image",
    SIDES,
    _image_axes(lambda ph, pw: (2 * ph, 0), lambda ph, pw: (2 * pw, 0)),
)
add(
    "one-sided-before",
    "zeros are added above and to the left only",
    SIDES,
    _image_axes(lambda ph, pw: (ph, 0), lambda ph, pw: (pw, 0)),
)
add(
    "one-sided-after",
    "zeros are added below and to the right only",
    SIDES,
    _image_axes(lambda ph, pw: (0, ph), lambda ph, pw: (0, pw)),
)
add(
    "total",
    "the padding is taken as that of both sides together",
    SIDES,
    _image_axes(lambda ph, pw: (ph // 2, ph - ph // 2), lambda ph, pw: (pw // 2, pw - pw // 2)),
    _image_axes(lambda ph, pw: (ph - ph // 2, ph // 2), lambda ph, pw: (pw - pw // 2, pw // 2)),
    _image_axes(lambda ph, pw: (ph // 2, ph // 2), lambda ph, pw: (pw // 2, pw // 2)),
)
add(
    "doubled",
    "twice as many zeros are added as asked",
    SIDES,
    _image_axes(lambda ph, pw: (2 * ph, 2 * ph), lambda ph, pw: (2 * pw, 2 * pw)),
)
add(
    "one-too-many",
    "one row and column of zeros too many is added on each side",
    SIDES,
    _image_axes(lambda ph, pw: (ph + 1, ph + 1), lambda ph, pw: (pw + 1, pw + 1)),
)
add(
    "one-too-few",
    "one row and column of zeros too few is added on each side",
    SIDES,
    _image_axes(lambda ph, pw: (max(ph - 1, 0),) * 2, lambda ph, pw: (max(pw - 1, 0),) * 2),
)
add(
    "not-applied",
    "the image comes back without any padding",
    SIDES,
    _image_axes(lambda ph, pw: (0, 0), lambda ph, pw: (0, 0)),
)
add(
    "batch-and-channels-too",
    "the axes of the batch and the channels are padded as well",
    "Only the last two of the four axes are the image's.",
    _padded(lambda ph, pw: ((ph, ph),) * 4),
    _padded(lambda ph, pw: ((ph, pw),) * 4),
    _padded(lambda ph, pw: ((ph, ph), (pw, pw), (ph, ph), (pw, pw))),
    _padded(lambda ph, pw: ((pw, pw),) * 4),
    _padded(lambda ph, pw: ((ph, ph), (ph, ph), (ph, ph), (pw, pw))),
    _padded(lambda ph, pw: ((pw, pw), (ph, ph), (ph, ph), (pw, pw))),
)
add(
    "wrong-axes",
    "other axes than the last two are padded",
    "X is (N, C, H, W): rows are axis 2, columns are axis 3.",
    _padded(lambda ph, pw: ((0, 0), (ph, ph), (pw, pw), (0, 0))),
    _padded(lambda ph, pw: ((ph, ph), (pw, pw), (0, 0), (0, 0))),
)
add("edge-repeated", "the border repeats the pixels at the edge", BORDER, _padded(mode="edge"))
add(
    "wrapped",
    "the border wraps around to the other side of the image",
    BORDER,
    _padded(mode="wrap"),
)
add(
    "reflected",
    "the border mirrors the image",
    BORDER,
    _padded(mode="reflect"),
    _padded(mode="symmetric"),
)
add("ones", "the border is filled with ones", BORDER, _padded(constant_values=1))
add("nan", "the border is filled with NaN", BORDER, _padded(constant_values=np.nan))
add(
    "image-mean",
    "the border is filled with the mean of the image",
    BORDER,
    _padded(mode="mean"),
    _padded(mode="minimum"),
    _padded(mode="maximum"),
)


def _inner(problem: Problem) -> tuple[slice, slice]:
    ph, pw = problem.arguments["padding"]  # type: ignore[misc]
    H, W = problem.arrays["X"].shape[2:]
    return slice(ph, ph + H), slice(pw, pw + W)


def _with_border(unwritten: Callable[[Array, slice, slice], None]) -> Compute:
    """Return the manner that leaves a part of the border as it was in memory."""

    def manner(problem: Problem) -> Array:
        out = _padded()(problem)
        rows, columns = _inner(problem)
        mask = np.zeros(out.shape, bool)
        unwritten(mask, rows, columns)
        mask[:, :, rows, columns] = False
        return np.ma.MaskedArray(out, mask)

    return manner


def _all(mask: Array, rows: slice, columns: slice) -> None:
    mask[...] = True


def _right(mask: Array, rows: slice, columns: slice) -> None:
    mask[..., columns.stop :] = True


def _below(mask: Array, rows: slice, columns: slice) -> None:
    mask[:, :, rows.stop :] = True


add(
    "garbage",
    "the border, or a side of it, is never set to zero: it holds what was in memory before",
    BORDER + " np.empty promises nothing.",
    _with_border(_all),
    _with_border(_right),
    _with_border(_below),
    kind="garbage",
)


def _empty_slice(problem: Problem) -> Array:
    if 0 in problem.arguments["padding"]:  # type: ignore[operator]
        raise ValueError("could not broadcast input array into an empty slice")
    return _padded()(problem)


def _guarded(problem: Problem) -> Array:
    if 0 in problem.arguments["padding"]:  # type: ignore[operator]
        return problem.arrays["X"]
    return _padded()(problem)


add(
    "empty-slice",
    "the interior is written as p:-p, which is empty when the padding is 0",
    "What is out[0:-0]? Count from the start instead.",
    _empty_slice,
)
add(
    "none-if-one-is-zero",
    "when one of the two paddings is 0 there is no padding at all",
    AXES,
    _guarded,
)
add(
    "last-row-lost",
    "the last row of the image is not copied",
    COPY,
    *lost_ways(_copying, 2),
)
add(
    "last-column-lost",
    "the last column of the image is not copied",
    COPY,
    *lost_ways(_copying, 3),
)
add(
    "first-row-lost",
    "the first row of the image is not copied",
    COPY,
    *lost_ways(_copying, 2, 0),
)
add(
    "batch-first-only",
    "only the first image is copied",
    COPY,
    _padded(change=fill_cleared(slice(1, None))),
)
add(
    "batch-first-for-all",
    "the first image is copied for the whole batch",
    COPY,
    _padded(change=repeated(0, 0)),
)
add("batch-last-lost", "the last image is not copied", COPY, *lost_ways(_copying, 0))
add(
    "channels-first-only",
    "only the first channel is copied",
    COPY,
    _padded(change=fill_cleared(slice(None), slice(1, None))),
)
add(
    "channels-first-for-all",
    "the first channel is copied for all channels",
    COPY,
    _padded(change=repeated(0, 1)),
)
add(
    "channels-last-lost",
    "the last channel is not copied",
    COPY,
    *lost_ways(_copying, 1),
)
add(
    "transposed",
    "rows and columns of the image are exchanged",
    COPY,
    _padded(change=square_swapped),
    _padded(change=square_swapped_only),
    _padded(change=lambda X: X.swapaxes(2, 3)),
)
add(
    "flipped",
    "the image is turned around",
    COPY,
    _padded(change=flipped(2, 3)),
    _padded(change=flipped(2)),
    _padded(change=flipped(3)),
)
add(
    "input-reshaped",
    "X is read in another order of its axes than (N, C, H, W)",
    COPY,
    *reshaped_ways(_copying),
)
add("all-zero", "the image is never copied in", COPY, _padded(change=np.zeros_like))


def _square(problem: Problem) -> Array:
    N, C, H, _ = problem.arrays["X"].shape
    ph, pw = problem.arguments["padding"]  # type: ignore[misc]
    rows, columns = _inner(problem)
    out = np.zeros((N, C, H + 2 * ph, H + 2 * pw), problem.dtype)
    out[:, :, rows, columns] = problem.arrays["X"]
    return out


def _square_part(problem: Problem) -> Array:
    N, C, H, _ = problem.arrays["X"].shape
    ph, pw = problem.arguments["padding"]  # type: ignore[misc]
    out = np.zeros((N, C, H + 2 * ph, H + 2 * pw), problem.dtype)
    out[:, :, ph : ph + H, pw : pw + H] = problem.arrays["X"][..., :H]
    return out


add(
    "square-only",
    "the width of the result is computed from the height of the image",
    "Try an image that is not square: which of your lines use X.shape[3]?",
    _square,
    _square_part,
)
