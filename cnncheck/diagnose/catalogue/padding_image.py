"""Faults of ``zero_padding`` in how the image is copied in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.catalogue.arrays import (
    RESHAPED,
    TRANSPOSED,
    TURNED,
    cleared,
    lost_ways,
    repeated,
)
from cnncheck.diagnose.catalogue.padding import AXES, BORDER, copying, padded, shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.fault import Compute
    from cnncheck.operators.problem import Array, Problem


def _inner(problem: Problem) -> tuple[slice, slice]:
    ph, pw = problem.arguments["padding"]  # type: ignore[misc]
    H, W = problem.arrays["X"].shape[2:]
    return slice(ph, ph + H), slice(pw, pw + W)


def _with_border(unwritten: Callable[[Array, slice, slice], None]) -> Compute:
    """Return the manner that leaves a part of the border as it was in memory."""

    def manner(problem: Problem) -> Array:
        out = padded()(problem)
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


shelf.add(
    BORDER + " np.empty promises nothing.",
    (
        "garbage",
        "the border, or a side of it, is never set to zero: it holds what was in memory before",
        _with_border(_all),
        _with_border(_right),
        _with_border(_below),
    ),
    kind="garbage",
)


def _empty_slice(problem: Problem) -> Array:
    if 0 in problem.arguments["padding"]:  # type: ignore[operator]
        raise ValueError("could not broadcast input array into shape (0,)")
    return padded()(problem)


def _guarded(problem: Problem) -> Array:
    if 0 in problem.arguments["padding"]:  # type: ignore[operator]
        return problem.arrays["X"]
    return padded()(problem)


shelf.add(
    "What is out[0:-0]? Count from the start instead.",
    (
        "empty-slice",
        "the interior is written as p:-p, which is empty when the padding is 0",
        _empty_slice,
    ),
    raises=r"could not broadcast input array .*into shape \((.*,)?0[,)]",
)
shelf.add(
    AXES,
    (
        "none-if-one-is-zero",
        "when one of the two paddings is 0 there is no padding at all",
        _guarded,
    ),
)
copying(
    ("last-row-lost", "the last row of the image is not copied", *lost_ways(2)),
    ("last-column-lost", "the last column of the image is not copied", *lost_ways(3)),
    ("first-row-lost", "the first row of the image is not copied", *lost_ways(2, 0)),
    ("batch-first-only", "only the first image is copied", cleared(np.s_[1:])),
    ("batch-first-for-all", "the first image is copied for the whole batch", repeated(0, 0)),
    ("batch-last-lost", "the last image is not copied", *lost_ways(0)),
    (
        "channels-first-only",
        "only the first channel is copied",
        cleared(np.s_[:, 1:]),
    ),
    ("channels-first-for-all", "the first channel is copied for all channels", repeated(0, 1)),
    ("channels-last-lost", "the last channel is not copied", *lost_ways(1)),
    (
        "transposed",
        "rows and columns of the image are exchanged",
        *TRANSPOSED,
        lambda X: X.swapaxes(2, 3),
    ),
    ("flipped", "the image is turned around", *TURNED),
    ("input-reshaped", "X is read in another order of its axes than (N, C, H, W)", *RESHAPED),
    ("all-zero", "the image is never copied in", np.zeros_like),
)


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


shelf.add(
    "Try an image that is not square: which of your lines use X.shape[3]?",
    (
        "square-only",
        "the width of the result is computed from the height of the image",
        _square,
        _square_part,
    ),
)

__all__ = ["shelf"]
