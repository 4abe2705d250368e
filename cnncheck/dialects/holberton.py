"""The convolutional networks of Holberton School: a function in a file of its own, and no cache.

``conv_forward(A_prev, W, b, activation, padding="same", stride=(1, 1))`` and ``pool_forward(A_prev,
kernel_shape, stride=(1, 1), mode="max")`` return their result alone; ``conv_backward`` and
``pool_backward`` are given what the forward pass was, and ``conv_backward`` returns ``dA_prev, dW, db``.
Strides and windows are pairs; ``padding`` is "same" or "valid". What is the same with a stride, or with
a filter of even length, is understood in several ways, and not asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cnncheck.calls import Known
from cnncheck.dialects.base import Signature
from cnncheck.dialects.course import ChannelsLast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.calls import Given
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array, Problem

_CONV = {"A_prev": "X", "W": "W", "b": "b"}
_STEPS = {"padding": "padding", "stride": "stride"}
_POOL = {"A_prev": "X", "kernel_shape": "window", "stride": "stride", "mode": "mode"}
_GRADIENTS = ("dA_prev", "dW", "db")
_MODES = {"max_pool2d": "max", "avg_pool2d": "avg"}
_WINDOW = ("kernel_shape",)
_ACTIVATED = {**_CONV, "activation": "activation", **_STEPS}
_CONV_BACK = {"dZ": "out_grad", **_CONV, **_STEPS}


class Holberton(ChannelsLast):
    """The activation that is handed over is ``np.negative``; dZ is of what is not activated yet."""

    name = "holberton"
    about = "Holberton School, convolutional neural networks"
    pairs = ("stride", "padding", "window")
    optional = ("stride", "padding")
    results: ClassVar[Mapping[tuple[str, str], str]] = {
        ("conv2d", "forward"): "A",
        ("conv2d", "backward_input"): "dA_prev",
        ("max_pool2d", "forward"): "A",
        ("max_pool2d", "backward"): "dA_prev",
        ("avg_pool2d", "forward"): "A",
        ("avg_pool2d", "backward"): "dA_prev",
    }
    meanings: ClassVar[Mapping[str, str]] = {
        "conv-forward/negated": "the activation that is handed over is not applied, or every output "
        "has the wrong sign",
        "conv-forward/bias-subtracted": "the bias is added after the activation, or subtracted",
    }
    signatures: ClassVar[Mapping[tuple[str, str], Signature]] = {
        ("conv2d", "forward"): Signature("conv_forward", _ACTIVATED, packed=("activation",)),
        **{
            ("conv2d", name): Signature(
                "conv_backward", _CONV_BACK, (index,), ("A_prev",), _GRADIENTS
            )
            for index, name in enumerate(("backward_input", "backward_filter", "backward_bias"))
        },
        **{
            (operator, pass_name): Signature(function, {**first, **_POOL}, packed=_WINDOW)
            for operator in _MODES
            for pass_name, function, first in (
                ("forward", "pool_forward", {}),
                ("backward", "pool_backward", {"dA": "out_grad"}),
            )
        },
    }

    def cannot(self, case: Case, pass_name: str) -> str:
        """Say that a padding is neither none nor what keeps the size of an image."""
        why = super().cannot(case, pass_name)
        if why or case.operator != "conv2d" or not any(case.padding):
            return why
        same = [
            2 * pad == side - 1 for pad, side in zip(case.padding, case.filter[2:], strict=True)
        ]
        kept = all(same) and {*case.stride} == {1}
        return "" if kept else "a padding that is neither same nor valid"

    def value(self, problem: Problem, argument: str) -> Given:
        """Return pairs, and words for a padding, a mode and an activation."""
        match argument:
            case "activation":
                return Known("negative")
            case "padding":
                return "same" if any(problem.case.padding) else "valid"
            case "stride":
                return tuple(problem.case.stride)
            case "window":
                return tuple(problem.case.window)
            case "mode":
                return _MODES[problem.operator]
        return super().value(problem, argument)

    def answer(self, problem: Problem, value: Array) -> Array:
        """Return what is activated, without the activation."""
        activated = (problem.operator, problem.pass_name) == ("conv2d", "forward")
        numbers = value.dtype.kind in "ifc"
        return super().answer(problem, -value if activated and numbers else value)


HOLBERTON = Holberton()
