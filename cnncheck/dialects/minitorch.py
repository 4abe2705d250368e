"""Cornell's minitorch, fourth module: ``conv2d(input, weight)`` and tiled poolings of its tensors.

``conv2d`` is ``Conv2dFun.apply``: its result is as large as the image, as there are zeros behind the last
row and column, and none before the first. ``avgpool2d(input, kernel)`` and ``maxpool2d(input, kernel)``
take windows that lie side by side. Tensors, and what goes back through them, are minitorch's own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from cnncheck.dialects.autodiff import Autodiff
from cnncheck.dialects.base import FORWARD, Signature
from cnncheck.operators.fill import laid_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cnncheck.calls import Given
    from cnncheck.dialects.base import Fit
    from cnncheck.dialects.outline import Outline
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array, Problem

_CONV = {"input": "X", "weight": "W"}
_POOL = {"input": "X", "kernel": "window"}
_POOLS = {"avg_pool2d": "avgpool2d", "max_pool2d": "maxpool2d"}


class Minitorch(Autodiff):
    """Zeros behind an image are asked as part of it, and those of a gradient before it."""

    name = "minitorch"
    about = "Cornell's minitorch, module 4"
    maker = "tensor"
    package = "minitorch"
    learning: ClassVar[Mapping[str, Given]] = {"requires_grad=": True}
    pairs = ("window", "stride")
    said: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "conv2d": ("filter",),
        "avg_pool2d": ("window", "stride"),
        "max_pool2d": ("window", "stride"),
    }
    signatures: ClassVar[Mapping[tuple[str, str], Signature]] = {
        **{
            ("conv2d", name): Signature("conv2d", _CONV)
            for name in ("forward", "backward_filter", "backward_input")
        },
        **{
            (operator, name): Signature(function, _POOL)
            for operator, function in _POOLS.items()
            for name in ("forward", "backward")
        },
    }

    def fit(self, outline: Outline) -> Fit | None:
        """Leave to others whoever can say a stride."""
        convolutions = outline.functions_named("conv2d")
        return (
            None if any(len(each.parameters) > 2 for each in convolutions) else super().fit(outline)
        )

    def cannot(self, case: Case, pass_name: str) -> str:
        """Say that windows lie side by side."""
        if case.operator in _POOLS and (case.operator, pass_name) in self.signatures:
            lengths = zip(case.input[2:], case.window, strict=True)
            if case.stride != case.window or any(length % side for length, side in lengths):
                return "windows that do not lie side by side"
        if case.operator == "conv2d" and pass_name != FORWARD and case.padding == _around(case):
            case = case.but(padding=(0, 0))  # as it is asked here
        return super().cannot(case, pass_name)

    def asked(self, problem: Problem) -> Problem:
        """Return a convolution whose zeros are part of its arrays."""
        if problem.operator != "conv2d":
            return super().asked(problem)
        (N, C, H, W), (KH, KW) = problem.case.input, problem.case.filter[2:]
        more = ((0, 0), (0, 0))
        if problem.pass_name == FORWARD:
            case = problem.case.but(input=(N, C, H + KH - 1, W + KW - 1))
            X = np.pad(problem.arrays["X"], (*more, (0, KH - 1), (0, KW - 1)))
            return replace(problem, case=case, arguments={**problem.arguments, "X": X})
        grad = problem.arrays["out_grad"]
        if problem.case.padding != _around(problem.case):
            rows, columns = H - grad.shape[2], W - grad.shape[3]
            grad = np.pad(grad, (*more, (0, rows), (0, columns)), mode="wrap")
            grad = np.pad(grad, (*more, (KH - 1, 0), (KW - 1, 0)))
        grad = np.where(_leading(grad, KH - 1, KW - 1), 0, grad)
        case = problem.case.but(padding=_around(problem.case))
        grad = laid_out(grad, case.layout)
        arguments = {**problem.arguments, "out_grad": grad, "padding": case.padding}
        arguments["padding_after"] = case.padding_after
        return replace(problem, case=case, arguments=arguments)

    def unsettled(self, problem: Problem) -> str:
        """Say so of a convolution that has not its zeros where they are here."""
        if problem.operator == "conv2d":
            name = "X" if problem.pass_name == FORWARD else "out_grad"
            whole, told = problem.arrays[name], self.laid(problem, name, problem.arrays[name])
            if np.count_nonzero(whole) != np.count_nonzero(told):
                return "an image without zeros behind it"
        return super().unsettled(problem)

    def laid(self, problem: Problem, argument: str, array: Array) -> Array:
        """Return an array of a convolution without its zeros."""
        if problem.operator != "conv2d" or argument != _zeroed(problem):
            return super().laid(problem, argument, array)
        KH, KW = problem.case.filter[2:]
        if argument == "X":
            return array[:, :, : array.shape[2] - KH + 1, : array.shape[3] - KW + 1]
        return array[:, :, KH - 1 :, KW - 1 :]

    def arguments(self, problem: Problem) -> Iterator[tuple[str, object]]:
        """Yield arrays as they are handed over."""
        cut = self.word(problem, _zeroed(problem))
        for name, value in super().arguments(problem):
            mine = name == cut and isinstance(value, np.ndarray)
            yield name, self.laid(problem, _zeroed(problem), value) if mine else value  # type: ignore[arg-type]

    def value(self, problem: Problem, argument: str) -> Given:
        """Return a window as a pair."""
        if argument == "window":
            return tuple(problem.case.window)
        return super().value(problem, argument)

    def tensor(self, value: Given) -> Given:
        """Return the numbers in lists, of which minitorch makes a tensor."""
        return value.tolist() if isinstance(value, np.ndarray) else value


def _around(case: Case) -> tuple[int, int]:
    """Return the padding with which each pixel is in as many windows as a filter has taps."""
    KH, KW = case.filter[2:]
    return KH - 1, KW - 1


def _leading(array: Array, rows: int, columns: int) -> Array:
    """Return where the first rows and columns are."""
    H, W = array.shape[2:]
    return (np.arange(H)[:, None] < rows) | (np.arange(W) < columns)


def _zeroed(problem: Problem) -> str:
    """Return the array that holds the zeros of a convolution."""
    return "X" if problem.pass_name == FORWARD else "out_grad"


MINITORCH = Minitorch()
