"""``max_pool2d``: the largest value of each square window, and its gradient."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.operators.base import (
    Draw,
    Function,
    GeometryFault,
    Operator,
    elements,
    is_exact,
    too_deep,
)
from cnncheck.operators.parameter import STRIDE, WINDOW, Command
from cnncheck.operators.relation import Windows
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array

ONE_STRIDE = replace(STRIDE, alike=True, option="Step in both directions.")

FAR_BELOW_ZERO = 400
"""Subtracted at the second draw of ``integers``: a maximum that starts at 0 or -100 shows."""


class MaxPool2d(Operator):
    """X (N, C, H, W), window f, stride s -> (N, C, OH, OW), and dX."""

    name = "max_pool2d"
    partial_gradient = True
    parameters = (WINDOW, ONE_STRIDE)
    passes: Mapping[str, Function] = {
        "forward": Function("pool_forward", ("X",)),
        "backward": Function("pool_back", ("out_grad", "X"), ("out_grad",), "out_grad", picks=True),
    }
    command = Command(
        (2, 3, 23, 23),
        {"window": 2, "stride": 11},
        seed=1975,
        epilog="The defaults are the notebook's pooling case.",
        example="--window 3 --stride 2 --fill ties",
    )

    def windows(self, case: Case) -> Windows:
        """Square windows without padding."""
        return Windows.over(case.input[2:], _window(case), case.stride)

    def geometry_faults(self, case: Case) -> Sequence[GeometryFault]:
        """Require that the window fits the input, and that the stride is one number."""
        _, _, H, W = case.input
        f = _window(case)
        sh, sw = case.stride
        faults = []
        if f > min(H, W):
            faults.append(
                GeometryFault(
                    "window",
                    f"window {f}x{f} is larger than the input {H}x{W}",
                    f"write a window of at most {min(H, W)}",
                )
            )
        if sh != sw:
            faults.append(
                GeometryFault(
                    "stride",
                    f"stride is {sh}x{sw} but pool_forward and pool_back take one number",
                    f"write stride: {sh}",
                )
            )
        return faults or [*self._out_grad_faults(case), *self._depth_faults(case)]

    def _depth_faults(self, case: Case) -> list[GeometryFault]:
        if not too_deep(case, max(self.depth(case, name) for name in case.passes)):
            return []
        return [
            GeometryFault(
                "fill",
                f"fill {case.fill} cannot be exact in {case.dtype} with so many windows a pixel",
                "write fill: normal, dtype: float64, or a smaller window",
            )
        ]

    def memory(self, case: Case) -> int:
        """All arrays in float64 for both sides, and torch's indices."""
        return 6 * 8 * elements(case.input, case.input, self._out_shape(case))

    def depth(self, case: Case, pass_name: str) -> int:
        """Forward only moves values; backward adds the gradients of overlapping windows."""
        if pass_name == "forward":
            return 0
        axes = self.windows(case).axes
        given = self._gradient(case)[2:]
        return math.prod(min(axis.most, count) for axis, count in zip(axes, given, strict=True))

    def terms(self, case: Case, pass_name: str) -> int:
        """Each gradient goes to one pixel."""
        return 0 if pass_name == "forward" else math.prod(self._gradient(case))

    def out_shape(self, case: Case, pass_name: str) -> tuple[int, ...]:
        """Return that of the pooled output, or of the input."""
        return self._out_shape(case) if pass_name == "forward" else case.input

    def _drawn(self, case: Case, pass_name: str, draw: Draw) -> tuple[dict[str, Array], bool]:
        X = draw.array("X", case.input, moved=True)
        drawn = not draw.gives("X")
        if case.fill == "integers" and draw.index % 2 and drawn:
            X = X - np.asarray(FAR_BELOW_ZERO, X.dtype)
        f = _window(case)
        if case.fill == "nonfinite" and drawn:
            X[:, -1, :f, :f] = -np.inf  # a whole window without any number above -inf
        if pass_name == "forward":
            return {"X": draw.laid_out(X)}, True
        G = draw.out_grad(self._gradient(case), moved=True)
        if case.fill == "nonfinite" and drawn:
            # Which of several NaNs gets the gradient is not settled, not even within torch.
            X = np.where(np.isnan(X), np.asarray(0, X.dtype), X)
        depth = self.depth(case, pass_name)
        arrays = {"out_grad": draw.laid_out(G), "X": draw.laid_out(X)}
        return arrays, depth <= 1 or is_exact(case, depth, G)

    def _out_shape(self, case: Case) -> tuple[int, ...]:
        return (*case.input[:2], *self.windows(case).out)

    def _gradient(self, case: Case) -> tuple[int, ...]:
        """Return the shape of the gradient that is handed over: the output's, or smaller."""
        return case.out_grad.shape or self._out_shape(case)

    def _out_grad_faults(self, case: Case) -> list[GeometryFault]:
        shape, full = case.out_grad.shape, self._out_shape(case)
        if shape is None or (
            shape[:2] == full[:2]
            and all(given <= most for given, most in zip(shape[2:], full[2:], strict=True))
        ):
            return []
        return [
            GeometryFault(
                "out_grad",
                f"out_grad shape is {as_shape(shape)} but the pooled output is {as_shape(full)}",
                f"write {list(full)}, or fewer rows and columns",
            )
        ]


OPERATORS = (MaxPool2d(),)


def _window(case: Case) -> int:
    side: int | None = case.window
    if side is None:
        raise ValueError(f"{case.id}: max_pool2d needs a window")
    return side
