"""``conv1d``, ``conv2d``, ``conv3d``: cross-correlation with a filter, and its gradients."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cnncheck.dtypes import INTEGERS
from cnncheck.operators.base import GeometryFault, Operator, elements
from cnncheck.operators.common_parameters import (
    BIAS,
    DILATION,
    FILTER,
    GROUPS,
    PADDING_AFTER,
    SIDES,
    STRIDE,
)
from cnncheck.operators.drawing import Draw, is_exact, too_deep
from cnncheck.operators.function import Function
from cnncheck.operators.parameter import RANKS, Command
from cnncheck.operators.relation import Windows
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array

_BACKWARD = ("out_grad", "X", "W", "b")


COMMANDS = {
    1: Command(
        (2, 3, 24),
        {"filter": (4, 3, 5), "stride": 2, "padding": 2},
        seed=1970,
        epilog="The defaults have padding, and windows that overlap.",
        example="--stride 3 --padding 2",
    ),
    2: Command(
        (2, 3, 23, 20),
        {"filter": (7, 3, 6, 6), "stride": (3, 6), "padding": (2, 3)},
        seed=1973,
        epilog="The defaults are the notebook's forward case.",
        example="--stride 3 6 --padding 2 3",
    ),
    3: Command(
        (2, 2, 5, 7, 6),
        {"filter": (3, 2, 2, 3, 2), "stride": (1, 2, 1), "padding": (1, 0, 1)},
        seed=1974,
        epilog="The defaults differ along all three axes.",
        example="--stride 2 1 1 --padding 0 1 1",
    ),
}
"""The defaults of the commands, by rank."""


class Conv(Operator):
    """X (N, C, H, W), W (F, C, KH, KW), stride, padding, dilation -> (N, F, OH, OW), and dW, dX.

    H, W stand for one, two or three lengths. With G groups W is (F, C / G, KH, KW), and the first F / G filters read the first C / G channels.
    With a bias b (F,) one number is added to all outputs of a filter, and there is db. The other
    gradients are handed b, too: who computes them all at once needs it.
    """

    of_integers = True
    filter_axis = 0
    """The axis of W that has an entry for each filter."""

    def __init__(self, rank: int) -> None:
        self.name, self.rank, self.command = f"conv{rank}d", rank, COMMANDS[rank]
        told = (FILTER, STRIDE, SIDES, PADDING_AFTER, DILATION, GROUPS, BIAS)
        self.parameters = tuple(each.at(rank) for each in told)
        self.passes = passes_of("convolution2D" if rank == 2 else self.name)

    def _windows(self, case: Case) -> Windows:
        """As many taps as the filter has, over the padded input."""
        return Windows.over(
            case.input[2:],
            _filter(case)[2:],
            case.stride,
            case.padding,
            case.dilation,
            after=case.padding_after,
        )

    def agreeing(self, case: Case) -> Case:
        """Return the case with groups that divide the channels, and with filters for each."""
        groups = math.gcd(case.groups, case.input[1])
        F, _, *kernel = _filter(case)
        filters = max(F // groups, 1) * groups
        return case.but(groups=groups, filter=(filters, case.input[1] // groups, *kernel))

    def geometry_faults(self, case: Case) -> Sequence[GeometryFault]:
        """Require that the filter fits the padded input, in channels and in size."""
        kernel = _filter(case)[2:]
        windows = self.windows(case)
        faults = self._channel_faults(case)
        if min(windows.out) < 1:
            faults.append(
                GeometryFault(
                    "filter",
                    f"filter {as_shape(kernel)}{_spread(case, windows)} is larger than the padded "
                    f"input {as_shape(windows.padded)}",
                    "write a smaller filter, or more padding",
                )
            )
        if faults:
            return faults
        return [*self._out_grad_faults(case), *self._depth_faults(case)]

    def _channel_faults(self, case: Case) -> list[GeometryFault]:
        C, G = case.input[1], case.groups
        F, FC, *kernel = _filter(case)
        for count, what in ((C, "channels"), (F, "filters")):
            if count % G:
                message = f"groups is {G}, which does not divide the {count} {what}"
                divisors = [each for each in range(1, count + 1) if count % each == 0]
                hint = f"write one of {', '.join(map(str, divisors))}"
                return [GeometryFault("groups", message, hint)]
        if C == FC * G:
            return []
        of_each = f"each of the {G} groups of the input's {C} has {C // G}"
        message = f"filter has {FC} channels but {f'input has {C}' if G == 1 else of_each}"
        return [GeometryFault("filter", message, f"write {[F, C // G, *kernel]}")]

    def _depth_faults(self, case: Case) -> list[GeometryFault]:
        deepest = max(self.depth(case, name) for name in case.passes)
        if not too_deep(case, deepest):
            return []
        return [
            GeometryFault(
                "fill",
                f"fill {case.fill} cannot be exact in {case.dtype} over sums of {deepest} products",
                "write fill: normal, dtype: float64, or smaller shapes",
            )
        ]

    def memory(self, case: Case) -> int:
        """All arrays in float64 for both sides, and torch's unfolded columns."""
        N, C = case.input[:2]
        windows = self.windows(case)
        padded, out = (N, C, *windows.padded), self._out_shape(case)
        columns = (N, C, *windows.kernel, *windows.out)
        return 8 * (5 * elements(padded, _filter(case), out) + 2 * elements(columns))

    def depth(self, case: Case, pass_name: str) -> int:
        """C KH KW, and the bias; N OH OW; and F / G times the windows that cover one pixel."""
        F, C, *kernel = _filter(case)
        windows = self.windows(case)
        match pass_name:
            case "forward":
                return C * math.prod(kernel) + bool(case.bias)
            case "backward_filter" | "backward_bias":
                return case.input[0] * math.prod(windows.out)
            case _:
                return F // int(case.groups) * windows.most

    def terms(self, case: Case, pass_name: str) -> int:
        """N F OH OW C KH KW in each of the three passes with products, N F OH OW in db."""
        if pass_name == "backward_bias":
            return math.prod(self._out_shape(case))
        return case.input[0] * math.prod((*_filter(case), *self.windows(case).out))

    def out_shape(self, case: Case, pass_name: str) -> tuple[int, ...]:
        """Return that of the output, or of the array whose gradient is asked for."""
        match pass_name:
            case "forward":
                return self._out_shape(case)
            case "backward_filter":
                return _filter(case)
            case "backward_bias":
                return _filter(case)[:1]
            case _:
                return case.input

    def _drawn(self, case: Case, pass_name: str, draw: Draw) -> tuple[dict[str, Array], bool]:
        forward = pass_name == "forward"
        # Exactly one of a pass's two factors is wide, another one at each draw, so that a
        # narrowed copy of either shows. X leads in the forward pass, out_grad in the others.
        lead = draw.index % 2 == 0
        arrays = {"X": draw.array("X", case.input, wide=lead if forward else not lead)}
        arrays["W"] = draw.filters(_filter(case), self.filter_axis, wide=not lead)
        if case.bias:
            arrays["b"] = draw.array("b", self.shapes(case)["b"], finite=True)
        if not forward:
            # Integers that are added up alone may be larger; real numbers keep the draws they had.
            moved = len(self.passes[pass_name].linear) == 1 and case.dtype in INTEGERS
            arrays["out_grad"] = draw.out_grad(self._out_shape(case), wide=lead, moved=moved)
        its = self.passes[pass_name]
        factors = [arrays[name] for name in its.linear]
        terms = [arrays[name] for name in its.added if name in arrays]
        exact = is_exact(case, self.depth(case, pass_name), *factors, terms=terms)
        return {name: draw.laid_out(array) for name, array in arrays.items()}, exact

    def _out_shape(self, case: Case) -> tuple[int, ...]:
        return (case.input[0], _filter(case)[0], *self.windows(case).out)

    def _out_grad_faults(self, case: Case) -> list[GeometryFault]:
        right = self._out_shape(case)
        if case.out_grad.shape in (None, right):
            return []
        return [
            GeometryFault(
                "out_grad",
                f"out_grad shape is {as_shape(case.out_grad.shape or ())} but the output is "
                f"{as_shape(right)}",
                f"write {list(right)}, or leave the shape out",
            )
        ]


def passes_of(function: str) -> dict[str, Function]:
    """Return the passes, by what the function of the forward one is called."""
    return {
        "forward": Function(function, ("X", "W", "b"), ("X", "W"), added=("b",)),
        "backward_filter": Function(
            f"{function}_backward_filter", _BACKWARD, ("out_grad", "X"), "out_grad", result="dW"
        ),
        "backward_input": Function(
            f"{function}_backward_input", _BACKWARD, ("out_grad", "W"), "out_grad"
        ),
        "backward_bias": Function(
            f"{function}_backward_bias",
            _BACKWARD,
            ("out_grad",),
            "out_grad",
            result="db",
            axes=1,
            option="bias",
        ),
    }


OPERATORS = tuple(Conv(rank) for rank in RANKS)


def _spread(case: Case, windows: Windows) -> str:
    """Say how much room dilated taps take."""
    if set(case.dilation) == {1}:
        return ""
    spans = as_shape([axis.span for axis in windows.axes])
    return f" with dilation {as_shape(case.dilation)} spans {spans}, which"


def _filter(case: Case) -> tuple[int, ...]:
    shape: tuple[int, ...] | None = case.filter
    if shape is None:
        raise ValueError(f"{case.id}: {case.operator} needs a filter")
    return shape
