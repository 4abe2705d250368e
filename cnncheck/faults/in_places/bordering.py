"""Faults of what is around an image: another value than zero, on some sides, or the image misplaced."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.faults.declaring.table import Row, about
from cnncheck.faults.parts.plans import replace
from cnncheck.faults.parts.ways import Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.parts.changes import Change
    from cnncheck.faults.parts.plans import Axis, Plan
    from cnncheck.operators.problem import Array

BORDER = "Everything around the image is zero: what is in the array before X is copied in?"
CORNER = "Pixel (0, 0) of the image is at (ph, pw) of the padded one."

FILLS: dict[str, tuple[str, dict[str, Any]]] = {
    "ones": ("ones", {"constant_values": 1.0}),
    "minus-ones": ("-1", {"constant_values": -1.0}),
    "edge": ("the pixels at its edge", {"mode": "edge"}),
    "reflect": ("its reflection", {"mode": "reflect"}),
    "symmetric": ("its reflection, the edge included", {"mode": "symmetric"}),
    "wrap": ("its other side", {"mode": "wrap"}),
    "mean-of-lines": ("the means of its rows and columns", {"mode": "mean"}),
    "largest-of-lines": ("the largest values of its rows and columns", {"mode": "maximum"}),
    "smallest-of-lines": ("the smallest values of its rows and columns", {"mode": "minimum"}),
    "infinity": ("-inf", {"constant_values": -np.inf}),
    "mean": ("the mean of X", {}),
    "largest": ("the largest value of X", {}),
    "smallest": ("the smallest value of X", {}),
    "channel-mean": ("the mean of each channel", {}),
    "image-mean": ("the mean of each image", {}),
}
OF_X: dict[str, Callable[[Array], Array]] = {
    "mean": lambda X: X.mean(keepdims=True),
    "largest": lambda X: X.max(keepdims=True),
    "smallest": lambda X: X.min(keepdims=True),
    "channel-mean": lambda X: X.mean(axis=(2, 3), keepdims=True),
    "image-mean": lambda X: X.mean(axis=(1, 2, 3), keepdims=True),
}
SIDES = {
    "": ("around the image", lambda h, w: (h, w)),
    "-above-and-below": ("above and below the image", lambda h, w: (h, (0, 0))),
    "-at-the-sides": ("left and right of the image", lambda h, w: ((0, 0), w)),
    "-above-and-left": ("above and left of the image", lambda h, w: ((h[0], 0), (w[0], 0))),
    "-below-and-right": ("below and right of the image", lambda h, w: ((0, h[1]), (0, w[1]))),
}

OFFSETS: dict[str, tuple[str, str, Callable[[Axis, Axis], int]]] = {
    "corner": ("0", "0", lambda *_: 0),
    "far-corner": ("2 ph", "2 pw", lambda axis, _: axis.before + axis.after),
    "one-early": ("ph - 1", "pw - 1", lambda axis, _: axis.before - 1),
    "one-late": ("ph + 1", "pw + 1", lambda axis, _: axis.before + 1),
    "half": ("ph // 2", "pw // 2", lambda axis, _: axis.before // 2),
    "other-way": ("-ph", "-pw", lambda axis, _: -axis.before),
    "smaller": ("min(ph, pw)", "min(ph, pw)", lambda axis, other: min(axis.before, other.before)),
    "larger": ("max(ph, pw)", "max(ph, pw)", lambda axis, other: max(axis.before, other.before)),
    "other": ("pw", "ph", lambda _, other: other.before),
}
"""What stands for the row ph and for the column pw, along both axes or along one alone."""


def border_faults() -> Iterator[Row]:
    """Yield the faults of what is around an image, and of where in the padded one it is."""
    for (name, (told, mode)), (side, (where, sides)) in product(FILLS.items(), SIDES.items()):
        sentence = f"{where} stands {told}, not zero"
        change = _bordered(name, mode, sides)
        yield from about(BORDER, _row(f"border-{name}{side}", sentence, change))
    for name, (row, column, offset) in OFFSETS.items():
        told = (
            f"the image begins at ({row}, {column}) of the padded one, which is of the right size"
        )
        yield from about(CORNER, _row(f"image-at-{name}", told, _placed(offset)))
        for line, number, on in (("row", row, -2), ("column", column, -1)):
            told = f"the image begins at {line} number {number} of the padded one"
            place = _placed(offset, on=(on,))
            yield from about(CORNER, _row(f"image-at-{name}-{line}", told, place))
    for line, number, on in (("row", "ph", -2), ("column", "pw", -1)):
        told = (
            f"the image is rolled by -{number} {line}s, not by {number}, so that its first ones come "
            "in at the other side of the padded one"
        )
        yield from about(CORNER, _row(f"rolled-other-way-{line}s", told, _rolled_back((on,))))
    told = (
        "the image is rolled by (-ph, -pw), not by (ph, pw), so that its first rows and columns come "
        "in at the other side of the padded one"
    )
    yield from about(CORNER, _row("rolled-other-way", told, _rolled_back((-2, -1))))


def _row(name: str, sentence: str, change: Change) -> Row:
    return Row(name, sentence, lambda right: [Way(right, change=change)])


def inside(plan: Plan, X: Array) -> Plan:
    """Return the plan over an image that is padded already."""
    wide = plan.along_all(lambda axis: replace(axis, length=axis.padded, before=0, after=0))
    return replace(wide, X=X)


def _bordered(name: str, mode: dict[str, Any], sides: Callable[..., Any]) -> Change:
    def bordered(plan: Plan) -> Plan:
        h, w = (plan.h.before, plan.h.after), (plan.w.before, plan.w.after)
        filled = ((0, 0), (0, 0), *sides(h, w))
        zeros = [(whole[0] - some[0], whole[1] - some[1])
                 for whole, some in zip(((0, 0), (0, 0), h, w), filled, strict=True)]  # fmt: skip
        if name in OF_X:
            X = _with_value(plan.X, OF_X[name](plan.X), filled)
        else:
            X = np.pad(plan.X, filled, **mode)
        return inside(plan, np.pad(X, zeros))

    return bordered


def _with_value(X: Array, value: Array, around: Any) -> Array:
    image = np.pad(np.ones(X.shape, np.bool_), around)
    return np.where(image, np.pad(X, around), value)


def _placed(offset: Callable[[Axis, Axis], int], on: tuple[int, ...] = (-2, -1)) -> Change:
    """Put the image elsewhere into the padded one, along these axes."""

    def placed(plan: Plan) -> Plan:
        h, w = plan.h, plan.w
        out = np.zeros((*plan.X.shape[:2], h.padded, w.padded))
        y = offset(h, w) if -2 in on else h.before
        x = offset(w, h) if -1 in on else w.before
        rows = slice(max(y, 0), max(min(y + h.length, h.padded), 0))
        columns = slice(max(x, 0), max(min(x + w.length, w.padded), 0))
        from_rows, from_columns = (slice(each.start - at, each.stop - at)
                                   for each, at in ((rows, y), (columns, x)))  # fmt: skip
        out[:, :, rows, columns] = plan.X[:, :, from_rows, from_columns]
        return inside(plan, out)

    return placed


def _rolled_back(on: tuple[int, ...]) -> Change:
    """Roll an image from the corner of the padded one to the wrong side."""

    def rolled(plan: Plan) -> Plan:
        axes = {-2: plan.h, -1: plan.w}
        shifts = [-2 * axes[each].before for each in on]
        wide = inside(
            plan, np.pad(plan.X, [(0, 0), (0, 0), *((a.before, a.after) for a in axes.values())])
        )
        return replace(wide, X=np.roll(wide.X, shifts, on))

    return rolled
