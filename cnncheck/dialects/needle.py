"""The needle framework of CMU's 10-414: ``conv(a, b, stride=1, padding=1)`` of its tensors.

Images are (N, H, W, C), filters (K, K, C, F), and there is no bias. ``conv`` calls the operation ``Conv``
with its ``compute`` and ``gradient``; tensors, and what goes back through them, are the framework's.
Its tensors hold float32 whatever they are made of, and NumPy's zeros float64: all is asked in float32.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from cnncheck.dialects.autodiff import Autodiff
from cnncheck.dialects.base import Signature
from cnncheck.dialects.course import ChannelsLast
from cnncheck.operators import DRAWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array, Problem

_ASKED = "float32"
_CONV = {"a": "X", "b": "W", "stride=": "stride", "padding=": "padding"}


class Needle(Autodiff):
    """Filters are square."""

    name = "needle"
    about = "CMU 10-414, deep learning systems"
    maker = "Tensor"
    package = "needle"
    square_filters = True
    optional = ("stride", "padding")
    axes = ChannelsLast.axes
    said: ClassVar[Mapping[str, tuple[str, ...]]] = {"conv2d": ("filter", "stride", "padding")}
    signatures: ClassVar[Mapping[tuple[str, str], Signature]] = {
        ("conv2d", name): Signature("conv", _CONV)
        for name in ("forward", "backward_filter", "backward_input")
    }

    def cannot(self, case: Case, pass_name: str) -> str:
        """Say so of what float64 alone shows."""
        if case.dtype == "float64" and case.expect is not None:
            return "facts in float64"
        return super().cannot(
            case.but(dtype="float64") if case.dtype == _ASKED else case, pass_name
        )

    def problems(self, case: Case, pass_name: str, draws: int = DRAWS) -> Iterator[Problem]:
        """Yield problems of numbers that a tensor can hold."""
        told = case.but(dtype=_ASKED) if case.dtype == "float64" else case
        return super().problems(told, pass_name, draws)

    def answer(self, problem: Problem, value: Array) -> Array:
        """Return an answer in the problem's dtype, where the tensor that has it chose another."""
        chosen = value.dtype in (np.float32, np.float64)
        return super().answer(problem, value.astype(problem.dtype) if chosen else value)


NEEDLE = Needle()
