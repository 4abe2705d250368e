"""``conv_transpose1d``, ``2d`` and ``3d``: the gradient of a convolution by its input, read forwards."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.operators.around import around
from cnncheck.operators.axis import Axis
from cnncheck.operators.base import GeometryFault, elements
from cnncheck.operators.common_parameters import (
    BIAS,
    DILATION,
    FILTER,
    GROUPS,
    OUTPUT_PADDING,
    PADDING_AFTER,
    SIDES,
    STRIDE,
)
from cnncheck.operators.conv.operator import Conv, passes_of
from cnncheck.operators.parameter import RANKS, Command
from cnncheck.operators.reduction import Reduction
from cnncheck.operators.relation import Windows
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.operators.case import Case

_FILTER = replace(FILTER, entries=("C", "F/G", "KH", "KW"))

COMMANDS = {
    1: Command(
        (2, 3, 9),
        {"filter": (3, 4, 5), "stride": 2, "padding": 1},
        seed=1976,
        epilog="The defaults have padding, and windows that overlap.",
        example="--stride 3 --output-padding 1",
    ),
    2: Command(
        (2, 3, 7, 6),
        {"filter": (3, 4, 4, 3), "stride": (2, 3), "padding": (1, 0), "output_padding": (1, 2)},
        seed=1977,
        epilog="The defaults differ along both axes.",
        example="--stride 2 2 --padding 1 1",
    ),
    3: Command(
        (2, 2, 3, 4, 5),
        {"filter": (2, 3, 2, 3, 2), "stride": (1, 2, 1), "padding": (0, 1, 0)},
        seed=1978,
        epilog="The defaults differ along all three axes.",
        example="--stride 2 1 1 --padding 1 1 0",
    ),
}
"""The defaults of the commands, by rank."""


class ConvTranspose(Conv):
    """X (N, C, H, W), W (C, F / G, KH, KW) -> (N, F, OH, OW): each pixel is sent into a window.

    Its windows lie in the output, one for each pixel of X: tap k of pixel i is added to output
    ``stride * i + dilation * k - padding``. ``output_padding`` makes the output longer at its end.
    """

    roles = ("out_grad", "X")
    filter_axis = 1

    def __init__(self, rank: int) -> None:
        self.name, self.rank, self.command = f"conv_transpose{rank}d", rank, COMMANDS[rank]
        told = (_FILTER, STRIDE, SIDES, PADDING_AFTER, OUTPUT_PADDING, DILATION, GROUPS, BIAS)
        self.parameters = tuple(each.at(rank) for each in told)
        self.passes = passes_of(self.name)

    def _windows(self, case: Case) -> Windows:
        """Over the output, in which there is one for each pixel of the input."""
        told = (case.filter[2:], case.stride, case.dilation, case.padding, case.padding_after)
        each = zip(case.input[2:], *told, case.output_padding, strict=True)
        return Windows(
            tuple(
                Axis(s * (n - 1) + d * (k - 1) + 1 + more - p - q, k, s, d, p, q - more)
                for n, k, s, d, p, q, more in each
            )
        )

    def reduction(self, case: Case) -> Reduction:
        """Say what is longer than the windows reach."""
        return Reduction(more=case.output_padding)

    def shapes(self, case: Case) -> dict[str, tuple[int, ...]]:
        """Return the shapes of the arrays beside a gradient, by their names, in order."""
        bias = {"b": (self._filters(case),)} if case.bias else {}
        return {"X": case.input, "W": case.filter, **bias}

    def agreeing(self, case: Case) -> Case:
        """Return the case with groups that divide the channels, and an output that is possible."""
        groups = math.gcd(case.groups, case.input[1])
        steps = zip(case.output_padding, case.stride, case.dilation, strict=True)
        more = tuple(min(each, max(s, d) - 1) for each, s, d in steps)
        shape = (case.input[1], *case.filter[1:])
        return case.but(groups=groups, filter=shape, output_padding=more)

    def is_fair(self, case: Case) -> bool:
        """Whether besides no tap of a filter lies where padding cuts the output off.

        In the filter's gradient 0 stands there, which others never multiply.
        """
        cut = any(max(axis.before, axis.after) > 0 for axis in self.windows(case).axes)
        return super().is_fair(case) and not (cut and case.fill == "nonfinite")

    def geometry_faults(self, case: Case) -> Sequence[GeometryFault]:
        """Require channels that go together, and that some output is left."""
        faults = self._channel_faults(case)
        for more, s, d in zip(case.output_padding, case.stride, case.dilation, strict=True):
            if more >= max(s, d):
                told = as_shape(case.output_padding)
                message = f"output_padding {told} is not smaller than the stride or the dilation"
                hint = f"write at most {max(s, d) - 1} there"
                faults.append(GeometryFault("output_padding", message, hint))
                break
        if min(self.windows(case).image) < 1:
            message = f"padding {around(case)} leaves nothing of the output"
            faults.append(GeometryFault("padding", message, "write less padding"))
        return faults or [*self._out_grad_faults(case), *self._depth_faults(case)]

    def _channel_faults(self, case: Case) -> list[GeometryFault]:
        C, G = case.input[1], case.groups
        if C % G:
            message = f"groups is {G}, which does not divide the {C} channels"
            divisors = [each for each in range(1, C + 1) if C % each == 0]
            return [
                GeometryFault("groups", message, f"write one of {', '.join(map(str, divisors))}")
            ]
        if case.filter[0] == C:
            return []
        message = f"filter has {case.filter[0]} channels but input has {C}"
        return [GeometryFault("filter", message, f"write {[C, *case.filter[1:]]}")]

    def memory(self, case: Case) -> int:
        """All arrays in float64 for both sides, and torch's unfolded columns."""
        windows = self.windows(case)
        columns = (case.input[0], self._filters(case), *windows.kernel, *windows.out)
        arrays = elements(case.input, case.filter, self._out_shape(case))
        return 8 * (5 * arrays + 2 * elements(columns))

    def depth(self, case: Case, pass_name: str) -> int:
        """C / G times the windows that meet in an output, and the bias; N H W; and F / G KH KW."""
        windows = self.windows(case)
        match pass_name:
            case "forward":
                return case.input[1] // int(case.groups) * windows.most + bool(case.bias)
            case "backward_filter":
                return case.input[0] * math.prod(case.input[2:])
            case "backward_bias":
                return case.input[0] * math.prod(windows.image)
            case _:
                return math.prod(case.filter[1:])

    def out_shape(self, case: Case, pass_name: str) -> tuple[int, ...]:
        """Return that of the output, or of the array whose gradient is asked for."""
        if pass_name == "backward_bias":
            return (self._filters(case),)
        return super().out_shape(case, pass_name)

    def _filters(self, case: Case) -> int:
        return int(case.filter[1] * case.groups)

    def _out_shape(self, case: Case) -> tuple[int, ...]:
        return (case.input[0], self._filters(case), *self.windows(case).image)


OPERATORS = tuple(ConvTranspose(rank) for rank in RANKS)
