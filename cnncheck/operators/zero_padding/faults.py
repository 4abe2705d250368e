"""Faults of padding: how much is added, where and of what, and how the image is copied in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.passes import PassFaults
from cnncheck.faults.declaring.table import about, computed, image, listed
from cnncheck.faults.in_answers.behaviour import behaviours, sharing_memory
from cnncheck.faults.in_answers.precision import not_finite, precision
from cnncheck.faults.in_loops.looping import loop_faults
from cnncheck.faults.in_places.bordering import border_faults
from cnncheck.faults.in_places.misplacing import one_border_faults
from cnncheck.faults.in_places.stripes import stripe_faults
from cnncheck.faults.parts import kernels
from cnncheck.faults.parts.arrays import (
    RESHAPED,
    TRANSPOSED,
    TURNED,
    cleared,
    lost_ways,
    repeated,
)
from cnncheck.faults.parts.loops import loops
from cnncheck.faults.parts.plans import replace
from cnncheck.faults.parts.ways import Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.fault import Compute
    from cnncheck.faults.declaring.table import Row
    from cnncheck.faults.parts.changes import Kernel
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.problem import Array, Problem

    Around = Callable[[int, int], tuple[tuple[int, int], ...]]

SIDES = "padding counts what is added on each side: above and below, left and right."
AXES = "padding is (vertical, horizontal): follow ph and pw to where they are used."
BORDER = "Everything outside the image is zero: what is in the array before X is copied in?"
COPY = "out[:, :, ph:ph + H, pw:pw + W] is X, all of it."


def padded(
    around: Around = lambda ph, pw: ((0, 0), (0, 0), (ph, ph), (pw, pw)), **mode: object
) -> Way:
    """Return the manner that pads otherwise, in the words of `numpy.pad`."""
    return _padding(
        lambda plan: np.pad(plan.X, around(plan.h.before, plan.w.before), **mode)  # type: ignore[call-overload]
    )


def _padding(kernel: Kernel) -> Way:
    return Way(kernels.padded, kernel)


def _image_axes(
    of_rows: Callable[[int, int], tuple[int, int]],
    of_columns: Callable[[int, int], tuple[int, int]],
) -> Way:
    """Return the manner that has other numbers of zeros on the two sides of each image axis."""

    def change(plan: Plan) -> Plan:
        ph, pw = plan.h.before, plan.w.before
        (top, below), (left, right) = of_rows(ph, pw), of_columns(ph, pw)
        h = replace(plan.h, before=top, after=below)
        return replace(plan, h=h, w=replace(plan.w, before=left, after=right))

    return Way(kernels.padded, change=change)


def _inner(problem: Problem) -> tuple[slice, slice]:
    ph, pw = problem.arguments["padding"]  # type: ignore[misc, str-unpack]
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


def _one_line_on_a_side() -> Iterator[Row]:
    """Yield the faults of one row or column of zeros on a side, whatever the padding."""
    sides: dict[str, tuple[str, Way]] = {
        "above": ("row of zeros is added above", _image_axes(lambda ph, _: (1, ph), _as_asked)),
        "below": ("row of zeros is added below", _image_axes(lambda ph, _: (ph, 1), _as_asked)),
        "left": (
            "column of zeros is added to the left of",
            _image_axes(_rows_as_asked, lambda _, pw: (1, pw)),
        ),
        "right": (
            "column of zeros is added to the right of",
            _image_axes(_rows_as_asked, lambda _, pw: (pw, 1)),
        ),
    }
    for side, (told, way) in sides.items():
        yield computed(f"one-line-{side}", f"one {told} the image, whatever the padding", way)


def _rows_as_asked(ph: int, _: int) -> tuple[int, int]:
    return ph, ph


def _as_asked(_: int, pw: int) -> tuple[int, int]:
    return pw, pw


def _empty_slice(plan: Plan) -> Array:
    if 0 in (plan.h.before, plan.w.before):
        raise ValueError("could not broadcast input array into shape (0,)")
    return kernels.padded(plan)


def _zeroed_from_the_end(plan: Plan) -> Array:
    """Set a border by ``-p:``, which is everything where the padding is 0."""
    out = kernels.padded(plan)
    return out * 0 if 0 in (plan.h.before, plan.w.before) else out


def _guarded(plan: Plan) -> Array:
    return plan.X if 0 in (plan.h.before, plan.w.before) else kernels.padded(plan)


def _square(plan: Plan) -> Array:
    """Write an image into a square result, which a wider one does not fit."""
    H = plan.h.length
    out = np.zeros((*plan.X.shape[:2], H + 2 * plan.h.before, H + 2 * plan.w.before))
    rows, columns = (slice(axis.before, axis.before + axis.length) for axis in (plan.h, plan.w))
    out[:, :, rows, columns] = plan.X
    return out


def _square_part(plan: Plan) -> Array:
    H = plan.h.length
    out = np.zeros((*plan.X.shape[:2], H + 2 * plan.h.before, H + 2 * plan.w.before))
    ph, pw = plan.h.before, plan.w.before
    out[:, :, ph : ph + H, pw : pw + H] = plan.X[..., :H]
    return out


def _square_as_far(plan: Plan) -> Array:
    """Copy as many columns as the square result has room for."""
    H, ph, pw = plan.h.length, plan.h.before, plan.w.before
    out = np.zeros((*plan.X.shape[:2], H + 2 * ph, H + 2 * pw))
    room = out[:, :, ph : ph + H, pw:]
    width = min(room.shape[3], plan.X.shape[3])
    room[..., :width] = plan.X[..., :width]
    return out


# fmt: off
_ROWS = listed(
    about(AXES,
        computed("axes-swapped", "the vertical and the horizontal padding are exchanged",
            _image_axes(lambda ph, pw: (pw, pw), lambda ph, pw: (ph, ph))),
        computed("first-for-both", "the vertical padding is used in both directions",
            _image_axes(lambda ph, pw: (ph, ph), lambda ph, pw: (ph, ph))),
        computed("last-for-both", "the horizontal padding is used in both directions",
            _image_axes(lambda ph, pw: (pw, pw), lambda ph, pw: (pw, pw))),
        computed("rows-only", "only rows are added, no columns", _image_axes(lambda ph, pw: (ph, ph), lambda ph, pw: (0, 0))),
        computed("columns-only", "only columns are added, no rows", _image_axes(lambda ph, pw: (0, 0), lambda ph, pw: (pw, pw)))),
    about(SIDES,
        computed("all-after", "all the zeros are below and to the right of the image",
            _image_axes(lambda ph, pw: (0, 2 * ph), lambda ph, pw: (0, 2 * pw))),
        computed("all-before", "all the zeros are above and to the left of the image",
            _image_axes(lambda ph, pw: (2 * ph, 0), lambda ph, pw: (2 * pw, 0))),
        computed("one-sided-before", "zeros are added above and to the left only",
            _image_axes(lambda ph, pw: (ph, 0), lambda ph, pw: (pw, 0))),
        *_one_line_on_a_side(),
        computed("one-sided-after", "zeros are added below and to the right only",
            _image_axes(lambda ph, pw: (0, ph), lambda ph, pw: (0, pw))),
        computed("total", "the padding is taken as that of both sides together",
            _image_axes(lambda ph, pw: (ph // 2, ph - ph // 2), lambda ph, pw: (pw // 2, pw - pw // 2)),
            _image_axes(lambda ph, pw: (ph - ph // 2, ph // 2), lambda ph, pw: (pw - pw // 2, pw // 2)),
            _image_axes(lambda ph, pw: (ph // 2, ph // 2), lambda ph, pw: (pw // 2, pw // 2))),
        computed("doubled", "twice as many zeros are added as asked",
            _image_axes(lambda ph, pw: (2 * ph, 2 * ph), lambda ph, pw: (2 * pw, 2 * pw))),
        computed("one-too-many", "one row and column of zeros too many is added on each side",
            _image_axes(lambda ph, pw: (ph + 1, ph + 1), lambda ph, pw: (pw + 1, pw + 1))),
        computed("one-too-few", "one row and column of zeros too few is added on each side",
            _image_axes(lambda ph, pw: (max(ph - 1, 0),) * 2, lambda ph, pw: (max(pw - 1, 0),) * 2)),
        computed("not-applied", "the image comes back without any padding", _image_axes(lambda ph, pw: (0, 0), lambda ph, pw: (0, 0)))),
    about("Only the last two of the four axes are the image's.",
        computed("batch-and-channels-too", "the axes of the batch and the channels are padded as well",
            padded(lambda ph, pw: ((ph, ph),) * 4),
            padded(lambda ph, pw: ((ph, pw),) * 4),
            padded(lambda ph, pw: ((ph, ph), (pw, pw), (ph, ph), (pw, pw))),
            padded(lambda ph, pw: ((pw, pw),) * 4),
            padded(lambda ph, pw: ((ph, ph), (ph, ph), (ph, ph), (pw, pw))),
            padded(lambda ph, pw: ((pw, pw), (ph, ph), (ph, ph), (pw, pw))))),
    about("X is (N, C, H, W): rows are axis 2, columns are axis 3.",
        computed("wrong-axes", "other axes than the last two are padded",
            padded(lambda ph, pw: ((0, 0), (ph, ph), (pw, pw), (0, 0))), padded(lambda ph, pw: ((ph, ph), (pw, pw), (0, 0), (0, 0))))),
    about(BORDER,
        computed("edge-repeated", "the border repeats the pixels at the edge", padded(mode="edge")),
        computed("wrapped", "the border wraps around to the other side of the image", padded(mode="wrap")),
        computed("reflected", "the border mirrors the image", padded(mode="reflect"), padded(mode="symmetric")),
        computed("ones", "the border is filled with ones", padded(constant_values=1)),
        computed("nan", "the border is filled with NaN", padded(constant_values=np.nan)),
        computed("image-mean", "the border is filled with the mean of the image",
            padded(mode="mean"), padded(mode="minimum"), padded(mode="maximum"))),
    about(BORDER + " np.empty promises nothing.",
        computed("garbage", "the border, or a side of it, is never set to zero: it holds what was in memory before",
            _with_border(_all), _with_border(_right), _with_border(_below), kind="garbage")),
    about("What is out[0:-0]? Count from the start instead.",
        computed("empty-slice", "the interior is written as p:-p, which is empty when the padding is 0",
            _padding(_empty_slice), raises=r"could not broadcast input array .*into shape \((.*,)?0[,)]")),
    about("What is out[-0:]? Count from the start instead.",
        computed("zeroed-from-the-end", "the border is set to zero by -p:, which is the whole image when the padding is 0",
            _padding(_zeroed_from_the_end))),
    about(AXES, computed("none-if-one-is-zero", "when one of the two paddings is 0 there is no padding at all", _padding(_guarded))),
    about(COPY,
        image("last-row-lost", "the last row of the image is not copied", *lost_ways(2)),
        image("last-column-lost", "the last column of the image is not copied", *lost_ways(3)),
        image("first-row-lost", "the first row of the image is not copied", *lost_ways(2, 0)),
        image("batch-first-only", "only the first image is copied", cleared(np.s_[1:])),
        image("batch-first-for-all", "the first image is copied for the whole batch", repeated(0, 0)),
        image("batch-last-lost", "the last image is not copied", *lost_ways(0)),
        image("channels-first-only", "only the first channel is copied", cleared(np.s_[:, 1:])),
        image("channels-first-for-all", "the first channel is copied for all channels", repeated(0, 1)),
        image("channels-last-lost", "the last channel is not copied", *lost_ways(1)),
        image("transposed", "rows and columns of the image are exchanged", *TRANSPOSED, lambda X: X.swapaxes(2, 3)),
        image("flipped", "the image is turned around", *TURNED),
        image("input-reshaped", "X is read in another order of its axes than (N, C, H, W)", *RESHAPED),
        image("all-zero", "the result is zero all over", np.zeros_like)),
    about("Try an image that is not square: which of your lines use X.shape[3]?",
        computed("square-only", "the width of the result is computed from the height of the image", _padding(_square), _padding(_square_part), _padding(_square_as_far))),
    precision("X"),
    behaviours("X"),
    not_finite("X"),
    sharing_memory(),
)
# fmt: on


def _made() -> Iterator[Row]:
    """Yield the faults of its loops."""
    yield from loop_faults(LOOPS)
    yield from border_faults()
    yield from one_border_faults(counts=False)
    yield from stripe_faults(kernels.padded)


LOOPS = loops(n=("", 0), c=("", 1), y=("X", 2), x=("X", 3))
FAULTS = {"forward": PassFaults("padding", kernels.padded, _ROWS, LOOPS, _made)}
