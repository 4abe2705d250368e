"""``max_pool2d``: the largest value of each square window, and its gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from cnncheck.cases.spec import GeometryFault
from cnncheck.operators.base import (
    Draw,
    Operator,
    as_shape,
    elements,
    is_exact,
    out_length,
    too_deep,
)
from cnncheck.operators.problem import Argument, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cnncheck.cases.case import Case

Shape4 = tuple[int, int, int, int]

FAR_BELOW_ZERO = 400
"""Subtracted at the second draw of ``integers``: a maximum that starts at 0 or -100 shows."""


class MaxPool2d(Operator):
    """X (N, C, H, W), window f, stride s -> (N, C, OH, OW), and dX."""

    name = "max_pool2d"
    functions: ClassVar[Mapping[str, str]] = {"forward": "pool_forward", "backward": "pool_back"}
    required = frozenset({"window"})
    optional = frozenset({"stride", "out_grad"})

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
        return faults or [*_out_grad_faults(case), *self._depth_faults(case)]

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
        return 6 * 8 * elements(case.input, case.input, _out_shape(case))

    def depth(self, case: Case, pass_name: str) -> int:
        """Forward only moves values; backward adds the gradients of overlapping windows."""
        if pass_name == "forward":
            return 0
        _, _, OH, OW = case.out_grad.shape or _out_shape(case)
        per_axis = -(-_window(case) // case.stride[0])
        return min(per_axis, OH) * min(per_axis, OW)

    def _problem(self, case: Case, pass_name: str, draw: Draw) -> Problem:
        X = draw.array("X", case.input, moved=True)
        drawn = not draw.gives("X")
        if case.fill == "integers" and draw.index % 2 and drawn:
            X = X - np.asarray(FAR_BELOW_ZERO, X.dtype)
        f, s = _window(case), case.stride[0]
        if case.fill == "nonfinite" and drawn:
            X[:, -1, :f, :f] = -np.inf  # a whole window without any number above -inf
        depth = self.depth(case, pass_name)
        if pass_name == "forward":
            arguments: dict[str, Argument] = {"X": draw.laid_out(X), "f": f, "s": s}
            exact, out_shape = True, _out_shape(case)
        else:
            G = draw.out_grad(case.out_grad.shape or _out_shape(case), moved=True)
            if case.fill == "nonfinite" and drawn:
                # Which of several NaNs gets the gradient is not settled, not even within torch.
                X = np.where(np.isnan(X), np.asarray(0, X.dtype), X)
            arguments = {"grad_pool": draw.laid_out(G), "X": draw.laid_out(X), "f": f, "s": s}
            exact, out_shape = depth <= 1 or is_exact(case, depth, G), case.input
        return Problem(
            operator=self.name,
            pass_name=pass_name,
            function=self.functions[pass_name],
            arguments=arguments,
            out_shape=out_shape,
            depth=depth,
            exact=exact,
            algorithm=case.tolerance.algorithm,
        )


def _window(case: Case) -> int:
    if case.window is None:
        raise ValueError(f"{case.id}: max_pool2d needs a window")
    return case.window


def _out_shape(case: Case) -> Shape4:
    N, C, H, W = case.input
    f, s = _window(case), case.stride[0]
    return N, C, out_length(H, f, s), out_length(W, f, s)


def _out_grad_faults(case: Case) -> list[GeometryFault]:
    shape = case.out_grad.shape
    full = _out_shape(case)
    if shape is None or (shape[:2] == full[:2] and shape[2] <= full[2] and shape[3] <= full[3]):
        return []
    return [
        GeometryFault(
            "out_grad",
            f"out_grad shape is {as_shape(shape)} but the pooled output is {as_shape(full)}",
            f"write {list(full)}, or fewer rows and columns",
        )
    ]
