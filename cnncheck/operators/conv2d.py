"""``conv2d``: cross-correlation with a filter, and its gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cnncheck.cases.spec import GeometryFault
from cnncheck.operators.base import (
    Draw,
    Operator,
    as_shape,
    elements,
    is_exact,
    out_length,
    too_deep,
    zero_padded,
)
from cnncheck.operators.problem import Argument, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cnncheck.cases.case import Case

Shape4 = tuple[int, int, int, int]


class Conv2d(Operator):
    """X (N, C, H, W), W (F, C, KH, KW), stride, padding -> (N, F, OH, OW), and dW, dX."""

    name = "conv2d"
    functions: ClassVar[Mapping[str, str]] = {
        "forward": "convolution2D",
        "backward_filter": "convolution2D_backward_filter",
        "backward_input": "convolution2D_backward_input",
    }
    required = frozenset({"filter"})
    optional = frozenset({"stride", "padding", "out_grad"})

    def geometry_faults(self, case: Case) -> Sequence[GeometryFault]:
        """Require that the filter fits the padded input, in channels and in size."""
        _, C, H, W = case.input
        F, FC, KH, KW = _filter(case)
        ph, pw = case.padding
        faults = []
        if FC != C:
            faults.append(
                GeometryFault(
                    "filter",
                    f"filter has {FC} channels but input has {C}",
                    f"write [{F}, {C}, {KH}, {KW}]",
                )
            )
        if KH > H + 2 * ph or KW > W + 2 * pw:
            faults.append(
                GeometryFault(
                    "filter",
                    f"filter {KH}x{KW} is larger than the padded input {H + 2 * ph}x{W + 2 * pw}",
                    "write a smaller filter, or more padding",
                )
            )
        if faults:
            return faults
        return [*_out_grad_faults(case), *self._depth_faults(case)]

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
        F, C, KH, KW = _filter(case)
        N, _, OH, OW = out = _out_shape(case)
        columns = (N, C * KH * KW, OH, OW)
        return 8 * (5 * elements(_padded(case), (F, C, KH, KW), out) + 2 * elements(columns))

    def depth(self, case: Case, pass_name: str) -> int:
        """C KH KW, N OH OW, and F times the windows that can cover one pixel."""
        F, C, KH, KW = _filter(case)
        N, _, OH, OW = _out_shape(case)
        sh, sw = case.stride
        match pass_name:
            case "forward":
                return C * KH * KW
            case "backward_filter":
                return N * OH * OW
            case _:
                return F * min(-(-KH // sh), OH) * min(-(-KW // sw), OW)

    def _problem(self, case: Case, pass_name: str, draw: Draw) -> Problem:
        forward = pass_name == "forward"
        # Exactly one of a pass's two factors is wide, another one at each draw, so that a
        # narrowed copy of either shows. X leads in the forward pass, out_grad in the others.
        lead = draw.index % 2 == 0
        X = draw.array("X", case.input, wide=lead if forward else not lead)
        # A non-finite weight would meet the zeros of the padding, and 0 * inf is NaN.
        W = draw.array("W", _filter(case), wide=not lead, finite=True)
        if forward:
            factors, out_shape = (X, W), _out_shape(case)
            arguments: dict[str, Argument] = {
                "X": draw.laid_out(X),
                "W": draw.laid_out(W),
                "stride": case.stride,
                "padding": case.padding,
            }
        else:
            G = draw.out_grad(_out_shape(case), wide=lead)
            X = zero_padded(X, case.padding)
            of_filter = pass_name == "backward_filter"
            factors, out_shape = ((G, X), W.shape) if of_filter else ((G, W), X.shape)
            arguments = {
                "out_grad": draw.laid_out(G),
                "X": draw.laid_out(X),
                "W": draw.laid_out(W),
                "stride": case.stride,
            }
        depth = self.depth(case, pass_name)
        return Problem(
            operator=self.name,
            pass_name=pass_name,
            function=self.functions[pass_name],
            arguments=arguments,
            out_shape=out_shape,
            depth=depth,
            exact=is_exact(case, depth, *factors),
            algorithm=case.tolerance.algorithm,
        )


def _filter(case: Case) -> Shape4:
    if case.filter is None:
        raise ValueError(f"{case.id}: conv2d needs a filter")
    return case.filter


def _padded(case: Case) -> Shape4:
    N, C, H, W = case.input
    return N, C, H + 2 * case.padding[0], W + 2 * case.padding[1]


def _out_shape(case: Case) -> Shape4:
    F, _, KH, KW = _filter(case)
    N, _, H, W = case.input
    (sh, sw), (ph, pw) = case.stride, case.padding
    return N, F, out_length(H, KH, sh, ph), out_length(W, KW, sw, pw)


def _out_grad_faults(case: Case) -> list[GeometryFault]:
    right = _out_shape(case)
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
