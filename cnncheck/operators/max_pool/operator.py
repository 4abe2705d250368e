"""``max_pool1d``, ``max_pool2d``, ``max_pool3d``: the largest value of each window, and its gradient."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.dtypes import finfo, is_narrow
from cnncheck.operators.base import GeometryFault
from cnncheck.operators.common_parameters import CEIL_MODE, DILATION, PADDING_AFTER, SIDES, WINDOW
from cnncheck.operators.drawing import Draw, is_exact
from cnncheck.operators.fill import exact_limit
from cnncheck.operators.function import Function
from cnncheck.operators.parameter import RANKS, Command, Parameter
from cnncheck.operators.pooling import POOL_STRIDE, Pooling, has_no_word
from cnncheck.operators.reduction import Reduction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array
    from cnncheck.operators.relation import Windows

TIES = Parameter(
    "ties",
    "choice",
    "Which of a window's equal maxima gets its gradient: first, last, shared evenly, all of them "
    "the whole; or any, where none are equal",
    example="shared",
    default="first",
    choices=("first", "last", "shared", "all", "any"),
    option="Which of equal maxima gets the gradient.",
    rare=True,
    of_gradients=True,
)

FAR_BELOW_ZERO = 400
"""Subtracted at the second draw of ``integers``: a maximum that starts at 0 or -100 shows."""


COMMANDS = {
    1: Command(
        (2, 3, 14),
        {"window": 3, "stride": 2},
        seed=1976,
        epilog="The defaults have windows that overlap.",
        example="--window 4 --stride 2 --padding 1",
    ),
    2: Command(
        (2, 3, 23, 23),
        {"window": 2, "stride": 11},
        seed=1975,
        epilog="The defaults are the notebook's pooling case.",
        example="--window 3 --stride 2 --fill ties",
    ),
    3: Command(
        (2, 2, 6, 7, 5),
        {"window": (3, 2, 2), "stride": (1, 2, 1)},
        seed=1977,
        epilog="The defaults differ along all three axes.",
        example="--window 2 --stride 2 --ceil-mode",
    ),
}
"""The defaults of the commands, by rank."""


class MaxPool(Pooling):
    """X (N, C, H, W), window, stride, padding with -inf, dilation -> (N, C, OH, OW), and dX.

    H, W stand for one, two or three lengths.
    """

    partial_gradient = True
    summed = "gradients"

    def __init__(self, rank: int) -> None:
        self.name, self.rank, self.command = f"max_pool{rank}d", rank, COMMANDS[rank]
        stride, padding = replace(POOL_STRIDE, alike=True), replace(SIDES, rare=True)
        told = (WINDOW, stride, padding, PADDING_AFTER, DILATION, CEIL_MODE, TIES)
        self.parameters = tuple(each.at(rank) for each in told)
        called = (
            ("pool_forward", "pool_back") if rank == 2 else (self.name, f"{self.name}_backward")
        )
        back = Function(called[1], ("out_grad", "X"), ("out_grad",), "out_grad", picks=True)
        self.passes = {"forward": Function(called[0], ("X",)), "backward": back}

    def geometry_faults(self, case: Case) -> Sequence[GeometryFault]:
        """Require besides that no maxima are equal where any of them may be meant."""
        return [*super().geometry_faults(case), *_tie_faults(case)]

    def reduction(self, case: Case) -> Reduction:
        """Say which of equal maxima gets the gradient."""
        return Reduction(ties=case.ties)

    def torch_has(self, case: Case, pass_name: str) -> bool:
        """Whether the gradient goes to the first of equal maxima, or none are equal."""
        if pass_name == "forward":
            return True
        # Where torch has no word for a padding, it takes the maximum of images with -inf around.
        lowest = case.fill == "nonfinite" or "X" in (case.values or {})
        return case.ties in ("first", "any") and not (lowest and has_no_word(case))

    def depth(self, case: Case, pass_name: str) -> int:
        """Forward only moves values; backward adds the gradients of overlapping windows."""
        if pass_name == "forward":
            return 0
        axes = self.windows(case).axes
        given = self._gradient(case)[2:]
        return math.prod(min(axis.most, count) for axis, count in zip(axes, given, strict=True))

    _added = depth

    def terms(self, case: Case, pass_name: str) -> int:
        """Each gradient goes to one pixel."""
        return 0 if pass_name == "forward" else math.prod(self._gradient(case))

    def _drawn(self, case: Case, pass_name: str, draw: Draw) -> tuple[dict[str, Array], bool]:
        X = draw.array("X", case.input, moved=True)
        drawn = not draw.gives("X")
        if case.fill == "integers" and draw.index % 2 and drawn:
            X = X - np.asarray(FAR_BELOW_ZERO, X.dtype)
        if case.fill == "nonfinite" and drawn:
            # A whole window without any number above -inf.
            window: list[Any] = [slice(side) for side in self.windows(case).kernel]
            X[:, -1, *window] = -np.inf
        if pass_name == "forward":
            return {"X": draw.laid_out(X)}, True
        G = draw.out_grad(self._gradient(case), moved=True)
        if case.fill == "nonfinite" and drawn:
            # Which of several NaNs gets the gradient is not settled, not even within torch.
            X = np.where(np.isnan(X), np.asarray(0, X.dtype), X)
        if case.ties == "any":
            X = without_ties(X, self.windows(case))
        depth = self.depth(case, pass_name)
        exact = depth <= 1 or is_exact(case, depth, G)
        if case.ties == "shared":
            exact = exact and self._shared_exactly(case, X)
        return {"out_grad": draw.laid_out(G), "X": draw.laid_out(X)}, exact

    def _shared_exactly(self, case: Case, X: Array) -> bool:
        """Whether every window has a single maximum: a share is a quotient, which rounds."""
        return not has_ties(X, self.windows(case))


def has_ties(X: Array, windows: Windows) -> bool:
    """Whether several values of a window are its largest."""
    seen = windows.read(X.astype(np.float64), -np.inf)
    flat = seen.reshape(*seen.shape[: -len(windows.axes)], math.prod(windows.kernel))
    most = flat.max(-1, keepdims=True, initial=-np.inf)
    return not bool(((flat == most).sum(-1) == 1).all())


def without_ties(X: Array, windows: Windows) -> Array:
    """Return values in which no window has two that are alike; X itself where its maxima are single.

    Far apart from one another, in no window together, values are alike: the largest of a window is
    not to be found by its value alone.
    """
    if not has_ties(X, windows):
        return X
    ranks = np.empty(X.size, np.int64)
    ranks[X.argsort(axis=None, kind="stable")] = np.arange(X.size)
    # A maximum that starts at zero still shows where all were below it.
    ranks -= X.size if X.max() < 0 else X.size // 2
    ranks = _apart(ranks, X.dtype)
    apart = [np.arange(axis.length) % (2 * axis.span) for axis in windows.axes]
    told: Array = ranks.reshape(X.shape)[np.ix_(*map(np.arange, X.shape[:2]), *apart)]
    return told


def _apart(ranks: Array, dtype: np.dtype[Any]) -> Array:
    """Return whole numbers in a dtype; where it does not hold all, numbers of its own in their order."""
    if not is_narrow(dtype) or np.abs(ranks).max() <= exact_limit(dtype):
        return ranks.astype(dtype)
    one = int(np.ones(1, dtype).view(np.uint16)[0])
    steps = np.minimum(np.abs(ranks), int(np.array(finfo(dtype).max, dtype).view(np.uint16)) - one)
    told: Array = np.copysign((steps + one).astype(np.uint16).view(dtype), ranks.astype(dtype))
    return told


def _tie_faults(case: Case) -> list[GeometryFault]:
    told = case.fill == "ties" or "X" in (case.values or {})
    if case.ties != "any" or not told:
        return []
    given = "its values of X" if case.fill != "ties" else "fill: ties"
    return [
        GeometryFault(
            "ties",
            f"ties is any, so that no values may be equal, which {given} would not see to",
            "write ties: first, last, shared or all, or another fill",
        )
    ]


OPERATORS = tuple(MaxPool(rank) for rank in RANKS)
