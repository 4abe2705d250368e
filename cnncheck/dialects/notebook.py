"""The six functions of the notebook, which have no padding argument in the backward passes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from cnncheck.dialects.base import Dialect, Signature
from cnncheck.operators.base import zero_padded
from cnncheck.operators.fill import laid_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.operators.problem import Problem

_BACKWARD = {name: name for name in ("out_grad", "X", "W", "stride")}
_POOL = {"X": "X", "f": "window", "s": "stride"}


class Notebook(Dialect):
    """Where a convolution has padding, its gradients are asked about the padded input."""

    name = "notebook"
    about = "the six functions of the assignment that comes with cnncheck"
    signatures: ClassVar[Mapping[tuple[str, str], Signature]] = {
        ("conv2d", "backward_filter"): Signature("convolution2D_backward_filter", _BACKWARD),
        ("conv2d", "backward_input"): Signature("convolution2D_backward_input", _BACKWARD),
        ("max_pool2d", "forward"): Signature("pool_forward", _POOL),
        ("max_pool2d", "backward"): Signature("pool_back", {"grad_pool": "out_grad", **_POOL}),
    }

    def asked(self, problem: Problem) -> Problem:
        """Return a gradient's problem with X padded before."""
        told = self.signature(problem.operator, problem.pass_name).arguments.values()
        if "padding" in told or not any(problem.case.padding):
            return problem
        X = zero_padded(problem.arrays["X"], problem.case.padding)
        N, C, H, W = X.shape
        arguments = {**problem.arguments, "X": laid_out(X, problem.case.layout), "padding": (0, 0)}
        case = problem.case.but(input=(N, C, H, W), padding=(0, 0))
        return replace(problem, case=case, arguments=arguments)


NOTEBOOK = Notebook()
