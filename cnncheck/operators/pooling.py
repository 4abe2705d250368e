"""What all poolings have in common: windows of taps, padding, dX."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from cnncheck.operators.around import around
from cnncheck.operators.axis import OUTSIDE
from cnncheck.operators.base import GeometryFault, Operator, elements
from cnncheck.operators.common_parameters import STRIDE
from cnncheck.operators.drawing import too_deep
from cnncheck.operators.relation import Windows
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

    def _windows(self, case: Case) -> Windows:
        """Windows over the padded input, perhaps a last one that reaches beyond it."""
        return Windows.over(
            case.input[2:],
            window_of(case),
            case.stride,
            case.padding,
            case.dilation,
            after=case.padding_after,
            ceil=bool(case.ceil_mode),
        )

    def agreeing(self, case: Case) -> Case:
        """Return the case with a padding of at most half of the window."""
        if "padding" not in case.parameters:
            return case
        sides = window_of(case)
        before, behind = (
            tuple(min(each, side // 2) for each, side in zip(amounts, sides, strict=True))
            for amounts in (case.padding, case.padding_after)
        )
        return case.but(padding=before, padding_after=behind)

    def geometry_faults(self, case: Case) -> Sequence[GeometryFault]:
        """Require that windows fit the input, and sums the dtype."""
        faults = self._window_faults(case)
        return faults or [*self._out_grad_faults(case), *self._depth_faults(case)]

    def _window_faults(self, case: Case) -> list[GeometryFault]:
        """Require that a window fits the padded input, and that each reads some of the input."""
        window, windows = window_of(case), self.windows(case)
        faults: list[GeometryFault] = []
        if min(windows.out) < 1:
            square = len(set(window)) == 1
            padded = "padded " if any((*case.padding, *case.padding_after)) else ""
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
        if not faults and any((axis.table == OUTSIDE).all(1).any() for axis in windows.axes):
            dilated = set(case.dilation) != {1}
            field = "dilation" if dilated else "padding"
            told = as_shape(case.dilation) if dilated else around(case)
            smaller = "a smaller dilation, or " if dilated else ""
            faults.append(
                GeometryFault(
                    field,
                    f"{field} {told} leaves a window with no pixel of the input "
                    f"{as_shape(windows.image)}: all of its taps are in the padding",
                    f"write {smaller}less padding",
                )
            )
        return faults

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

    def _taps(self, case: Case) -> int:
        """Count the taps of a window, of the largest where they differ."""
        return math.prod(self.windows(case).kernel)

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


def has_no_word(case: Case) -> bool:
    """Whether torch's poolings take no such padding: one that is uneven, or more than half a window."""
    halves = zip(case.padding, window_of(case), strict=True)
    return case.padding != case.padding_after or any(2 * p > side for p, side in halves)


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
