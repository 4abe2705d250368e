"""The convolution notebook of deeplearning.ai's fourth course, step by step.

Images are (m, n_H, n_W, n_C) and filters (f, f, n_C_prev, n_C); the bias is (1, 1, 1, n_C).
``hparameters`` is ``{"stride", "pad"}``, of a pooling ``{"f", "stride"}``, whose ``mode`` is "max" or
"average". A forward pass returns its result and a cache, which the backward pass takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cnncheck.dialects.base import Signature
from cnncheck.dialects.course import CACHE, ChannelsLast, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.calls import Given
    from cnncheck.operators.problem import Problem

_CONV = {"A_prev": "X", "W": "W", "b": "b", "hparameters": "hparameters"}
_POOL = {"A_prev": "X", "hparameters": "hparameters", "mode": "mode"}
_CONV_BACK = {"dZ": "out_grad", "cache": CACHE}
_POOL_BACK = {"dA": "out_grad", "cache": CACHE, "mode": "mode"}
_PACKED = ("hparameters",)
_GRADIENTS = ("dA_prev", "dW", "db")
_MODES = {"max_pool2d": "max", "avg_pool2d": "average"}


class DeeplearningAI(ChannelsLast):
    """Its mask gives the gradient to all of several equal maxima."""

    name = "deeplearning_ai"
    about = "deeplearning.ai, course 4, week 1"
    square_filters = True
    results: ClassVar[Mapping[tuple[str, str], str]] = {
        ("zero_padding", "forward"): "X_pad",
        ("conv2d", "forward"): "Z",
        ("conv2d", "backward_input"): "dA_prev",
        ("max_pool2d", "forward"): "A",
        ("max_pool2d", "backward"): "dA_prev",
        ("avg_pool2d", "forward"): "A",
        ("avg_pool2d", "backward"): "dA_prev",
    }
    signatures: ClassVar[Mapping[tuple[str, str], Signature]] = {
        ("zero_padding", "forward"): Signature("zero_pad", {"X": "X", "pad": "padding"}),
        ("conv2d", "forward"): Signature("conv_forward", _CONV, (0,), _PACKED, ("Z", "cache")),
        **{
            ("conv2d", name): Signature("conv_backward", _CONV_BACK, (index,), results=_GRADIENTS)
            for index, name in enumerate(("backward_input", "backward_filter", "backward_bias"))
        },
        **{
            (operator, pass_name): sig
            for operator in _MODES
            for pass_name, sig in (
                ("forward", Signature("pool_forward", _POOL, (0,), _PACKED, ("A", "cache"))),
                ("backward", Signature("pool_backward", _POOL_BACK, packed=("cache",))),
            )
        },
    }
    telling = frozenset({"conv_forward", "conv_backward", "pool_forward", "pool_backward"})
    telling_alone = frozenset({"zero_pad"})

    def value(self, problem: Problem, argument: str) -> Given:
        """Return the dictionary, and the mode."""
        if argument == "hparameters":
            pooled = problem.operator in _MODES
            name, ours = ("f", "window") if pooled else ("pad", "padding")
            return {name: number(problem, ours), "stride": number(problem, "stride")}
        if argument == "mode":
            return _MODES[problem.operator]
        return super().value(problem, argument)


DEEPLEARNING_AI = DeeplearningAI()
