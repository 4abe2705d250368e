"""The second assignment of Stanford's CS231n: ``conv_forward_naive`` and its faster variants.

Images are (N, C, H, W); ``conv_param`` is ``{"stride", "pad"}``, ``pool_param`` is
``{"pool_height", "pool_width", "stride"}``. A forward pass returns its result and a cache; the backward
pass takes that cache, and ``conv_backward_naive`` returns ``dx, dw, db``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cnncheck.dialects.base import Fit, Signature
from cnncheck.dialects.course import CACHE, Course, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.calls import Given
    from cnncheck.dialects.outline import Outline
    from cnncheck.operators.problem import Problem

VARIANTS = ("_naive", "", "_im2col", "_strides", "_reshape", "_fast", "_cython")
"""What stands behind ``conv_forward``, in the order in which it is looked for."""

_CONV = {"x": "X", "w": "W", "b": "b", "conv_param": "conv_param"}
_POOL = {"x": "X", "pool_param": "pool_param"}
_BACK = {"dout": "out_grad", "cache": CACHE}
_GRADIENTS = ("dx", "dw", "db")
_CACHED = ("out", "cache")


def _signatures(conv: str, pool: str) -> dict[tuple[str, str], Signature]:
    backward = f"conv_backward{conv}"
    return {
        ("conv2d", "forward"): Signature(
            f"conv_forward{conv}", _CONV, (0,), ("conv_param",), _CACHED
        ),
        **{
            ("conv2d", name): Signature(backward, _BACK, (index,), results=_GRADIENTS)
            for index, name in enumerate(("backward_input", "backward_filter", "backward_bias"))
        },
        ("max_pool2d", "forward"): Signature(
            f"max_pool_forward{pool}", _POOL, (0,), ("pool_param",), _CACHED
        ),
        ("max_pool2d", "backward"): Signature(f"max_pool_backward{pool}", _BACK),
    }


class CS231n(Course):
    """One variant of each layer: ``conv`` and ``pool`` say which."""

    name = "cs231n"
    about = "Stanford's CS231n, assignment 2"
    pairs = ("window",)
    results: ClassVar[Mapping[tuple[str, str], str]] = {
        ("conv2d", "backward_input"): "dx",
        ("conv2d", "backward_filter"): "dw",
        ("max_pool2d", "backward"): "dx",
    }
    signatures: ClassVar[Mapping[tuple[str, str], Signature]] = _signatures("_naive", "_naive")

    def fit(self, outline: Outline) -> Fit | None:
        """Look for the variants, and take the first of each layer that is there."""
        conv, pool = (
            next((each for each in VARIANTS if outline.functions_named(f"{layer}{each}")), "_naive")
            for layer in ("conv_forward", "max_pool_forward")
        )
        its = CS231n()
        its.signatures = _signatures(conv, pool)  # type: ignore[misc]
        return super(CS231n, its).fit(outline)

    def value(self, problem: Problem, argument: str) -> Given:
        """Return the dictionaries."""
        if argument == "conv_param":
            return {"stride": number(problem, "stride"), "pad": number(problem, "padding")}
        if argument == "pool_param":
            height, width = problem.case.window
            sides = {"pool_height": height, "pool_width": width}
            return {**sides, "stride": number(problem, "stride")}
        return super().value(problem, argument)


CS231N = CS231n()
