"""What all poolings have in common: windows of taps, a padding of at most half of them, dX."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from cnncheck.operators.base import GeometryFault, Operator, elements
from cnncheck.operators.common_parameters import STRIDE
from cnncheck.operators.drawing import too_deep
from cnncheck.operators.relation import OUTSIDE, Windows
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.operators.case import Case

POOL_STRIDE = replace(STRIDE, default=None, follows="window")
"""By default as large as the window, so that windows lie side by side."""


class Pooling(Operator):
    """A layer that makes one number of each window, channel by channel."""

    summed: ClassVar[str]
    """What sums of it have too many of to be exact."""

    def windows(self, case: Case) -> Windows:
        """Windows over the padded input, perhaps a last one that reaches beyond it."""
        return Windows.over(
            case.input[2:],
            window_of(case),
            case.stride,
            case.padding,
            case.dilation,
            ceil=bool(case.ceil_mode),
        )

    def agreeing(self, case: Case) -> Case:
        """Return the case with a padding of at most half of the window."""
        told, sides = case.parameters, window_of(case)
        if "padding" not in told:
            return case
        most = zip(case.padding, sides, strict=True)
        return case.but(padding=tuple(min(each, side // 2) for each, side in most))

    def geometry_faults(self, case: Case) -> Sequence[GeometryFault]:
        """Require that a window fits the padded input, and is at least twice the padding."""
        window, windows = window_of(case), self.windows(case)
        faults = []
        if min(windows.out) < 1:
            square = len(set(window)) == 1
            padded = "padded " if any(case.padding) else ""
            spans = as_shape([axis.span for axis in windows.axes])
            spread = f" with dilation {as_shape(case.dilation)} spans {spans}, which"
            most = [(n - 1) // d + 1 for n, d in zip(windows.padded, case.dilation, strict=True)]
            faults.append(
                GeometryFault(
                    "window",
                    f"window {as_shape(window)}{spread if set(case.dilation) != {1} else ''} is "
                    f"larger than the {padded}input {as_shape(windows.padded)}",
                    f"write a window of at most {min(most) if square else as_shape(most)}",
                )
            )
        if any(2 * p > side for p, side in zip(case.padding, window, strict=True)):
            faults.append(
                GeometryFault(
                    "padding",
                    f"padding {as_shape(case.padding)} is more than half of the window "
                    f"{as_shape(window)}",
                    f"write at most {as_shape([side // 2 for side in window])}; PyTorch takes no "
                    "more",
                )
            )
        if not faults and any((axis.table == OUTSIDE).all(1).any() for axis in windows.axes):
            faults.append(
                GeometryFault(
                    "dilation",
                    f"dilation {as_shape(case.dilation)} leaves a window with no pixel of the "
                    f"input {as_shape(windows.image)}: all of its taps are in the padding",
                    "write a smaller dilation, or less padding",
                )
            )
        return faults or [*self._out_grad_faults(case), *self._depth_faults(case)]

    def _depth_faults(self, case: Case) -> list[GeometryFault]:
        deepest = max(self._added(case, name) for name in case.passes)
        if not too_deep(case, deepest):
            return []
        return [
            GeometryFault(
                "fill",
                f"fill {case.fill} cannot be exact in {case.dtype} over sums of {deepest} "
                f"{self.summed}",
                "write fill: normal, dtype: float64, or a smaller window",
            )
        ]

    @abstractmethod
    def _added(self, case: Case, pass_name: str) -> int:
        """How many times the largest of the drawn integers a sum may be."""

    def memory(self, case: Case) -> int:
        """All arrays in float64 for both sides, and torch's indices."""
        return 6 * 8 * elements(case.input, case.input, self._out_shape(case))

    def out_shape(self, case: Case, pass_name: str) -> tuple[int, ...]:
        """Return that of the pooled output, or of the input."""
        return self._out_shape(case) if pass_name == "forward" else case.input

    def _out_shape(self, case: Case) -> tuple[int, ...]:
        return (*case.input[:2], *self.windows(case).out)

    def _gradient(self, case: Case) -> tuple[int, ...]:
        """Return the shape of the gradient that is handed over: the output's, or smaller."""
        return case.out_grad.shape or self._out_shape(case)

    def _out_grad_faults(self, case: Case) -> list[GeometryFault]:
        shape, full = case.out_grad.shape, self._out_shape(case)
        if shape in (None, full) or (
            self.partial_gradient
            and shape[:2] == full[:2]
            and all(given <= most for given, most in zip(shape[2:], full[2:], strict=True))
        ):
            return []
        hint = "or fewer rows and columns" if self.partial_gradient else "or leave the shape out"
        return [
            GeometryFault(
                "out_grad",
                f"out_grad shape is {as_shape(shape)} but the pooled output is {as_shape(full)}",
                f"write {list(full)}, {hint}",
            )
        ]


def taps_of(case: Case) -> int:
    """Count the taps of a window."""
    return math.prod(window_of(case))


def window_of(case: Case) -> tuple[int, ...]:
    """Return the taps of a window along each axis.

    Raises
    ------
    ValueError
        When the case does not say them.
    """
    sides: tuple[int, ...] | None = case.window
    if sides is None:
        raise ValueError(f"{case.id}: {case.operator} needs a window")
    return sides
