"""``avg_pool2d``: the average of each square window, and its gradient."""

from __future__ import annotations

import math
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
from cnncheck.operators.parameter import PADDING, STRIDE, WINDOW, Command
from cnncheck.operators.relation import Windows
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array


class AvgPool2d(Operator):
    """X (N, C, H, W), window, stride, padding -> (N, C, OH, OW), and dX."""

    name = "avg_pool2d"
    parameters = (WINDOW, STRIDE, PADDING)
    passes: Mapping[str, Function] = {
        "forward": Function("avg_pool2d", ("X",), ("X",)),
        "backward": Function("avg_pool2d_backward", ("out_grad", "X"), ("out_grad",), "out_grad"),
    }
    command = Command(
        (2, 3, 12, 10),
        {"window": 3, "stride": (2, 1), "padding": (1, 0)},
        seed=1986,
        epilog="The defaults have padding, and windows that overlap.",
        example="--window 2 --stride 2 2 --padding 0 0",
    )

    def windows(self, case: Case) -> Windows:
        """Square windows over the padded input."""
        return Windows.over(case.input[2:], _window(case), case.stride, case.padding)

    def geometry_faults(self, case: Case) -> Sequence[GeometryFault]:
        """Require that the window fits the padded input, and is at least twice the padding."""
        f, padded = _window(case), self.windows(case).padded
        faults = []
        if f > min(padded):
            faults.append(
                GeometryFault(
                    "window",
                    f"window {f}x{f} is larger than the padded input {as_shape(padded)}",
                    f"write a window of at most {min(padded)}",
                )
            )
        if 2 * max(case.padding) > f:
            faults.append(
                GeometryFault(
                    "padding",
                    f"padding {as_shape(case.padding)} is more than half of the window {f}x{f}",
                    f"write at most {f // 2}; PyTorch takes no more",
                )
            )
        return faults or [*self._out_grad_faults(case), *self._depth_faults(case)]

    def _depth_faults(self, case: Case) -> list[GeometryFault]:
        deepest = max(self.depth(case, name) for name in case.passes) * _window(case) ** 2
        if not too_deep(case, deepest):
            return []
        return [
            GeometryFault(
                "fill",
                f"fill {case.fill} cannot be exact in {case.dtype} over sums of {deepest} pixels",
                "write fill: normal, dtype: float64, or a smaller window",
            )
        ]

    def memory(self, case: Case) -> int:
        """All arrays in float64 for both sides."""
        return 6 * 8 * elements(case.input, case.input, self._out_shape(case))

    def depth(self, case: Case, pass_name: str) -> int:
        """Pixels of a window; windows that can cover one pixel."""
        return _window(case) ** 2 if pass_name == "forward" else self.windows(case).most

    def terms(self, case: Case, pass_name: str) -> int:
        """Each pixel of each window is added once."""
        return math.prod(self._out_shape(case)) * _window(case) ** 2

    def out_shape(self, case: Case, pass_name: str) -> tuple[int, ...]:
        """Return that of the pooled output, or of the input."""
        return self._out_shape(case) if pass_name == "forward" else case.input

    def _drawn(self, case: Case, pass_name: str, draw: Draw) -> tuple[dict[str, Array], bool]:
        """Draw multiples of the divisor where sums are to be exact.

        Exact they are only where the divisor is a power of two: multiplying by its reciprocal is
        right too, and rounds.
        """
        arrays = {"X": draw.array("X", case.input)}
        if pass_name == "backward":
            arrays["out_grad"] = draw.out_grad(self._out_shape(case))
        divisor = _window(case) ** 2
        (averaged,) = self.passes[pass_name].linear
        if case.exact and not draw.gives(averaged):
            arrays[averaged] = arrays[averaged] * np.asarray(divisor, case.dtype)
        factor = arrays[averaged]
        exact = (divisor & (divisor - 1)) == 0 and is_exact(
            case, self.depth(case, pass_name), factor / divisor
        )
        return {name: draw.laid_out(array) for name, array in arrays.items()}, exact

    def _out_shape(self, case: Case) -> tuple[int, ...]:
        return (*case.input[:2], *self.windows(case).out)

    def _out_grad_faults(self, case: Case) -> list[GeometryFault]:
        right = self._out_shape(case)
        if case.out_grad.shape in (None, right):
            return []
        return [
            GeometryFault(
                "out_grad",
                f"out_grad shape is {as_shape(case.out_grad.shape or ())} but the pooled output "
                f"is {as_shape(right)}",
                f"write {list(right)}, or leave the shape out",
            )
        ]


OPERATORS = (AvgPool2d(),)


def _window(case: Case) -> int:
    side: int | None = case.window
    if side is None:
        raise ValueError(f"{case.id}: avg_pool2d needs a window")
    return side
