"""The six functions of the notebook, which have no padding argument in the backward passes.

And the functions of ``cnncheck.layers``, which are the same, and take by keyword what those do not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from cnncheck.dialects.base import Dialect, Signature
from cnncheck.dialects.signature import word_for
from cnncheck.dtypes import INTEGERS
from cnncheck.operators.fill import laid_out
from cnncheck.operators.relation import zero_padded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Problem

_FORWARD = {name: name for name in ("X", "W", "stride", "padding")}
_BACKWARD = {name: name for name in ("out_grad", "X", "W", "stride")}
_OPTIONS = {"dilation=?": "dilation", "groups=?": "groups"}
_GRADIENT = {**_BACKWARD, "padding=?": "padding", **_OPTIONS}
_CONVOLUTIONS = {"conv1d": "conv1d", "conv2d": "convolution2D", "conv3d": "conv3d"}
_POOL = {"X": "X", "f": "window", "s": "stride"}
_POOL_OPTIONS = {"padding=?": "padding", "dilation=?": "dilation", "ceil_mode=?": "ceil_mode"}
_UNEVEN = {"window": "windows that are not square", "stride": "two strides"}


_CONVOLVING = {
    (operator, pass_name): Signature(function + ending, arguments)
    for operator, function in _CONVOLUTIONS.items()
    for pass_name, ending, arguments in (
        ("forward", "", {**_FORWARD, "bias=?": "b", **_OPTIONS}),
        ("backward_filter", "_backward_filter", _GRADIENT),
        ("backward_input", "_backward_input", _GRADIENT),
        ("backward_bias", "_backward_bias", {"out_grad": "out_grad"}),
    )
}
"""The functions of convolutions, with all that there is to tell them."""

_LONGER = {"output_padding=?": "output_padding", **_OPTIONS}
_CONVOLVING |= {
    (f"conv_transpose{rank}d", pass_name): Signature(f"conv_transpose{rank}d{ending}", arguments)
    for rank in (1, 2, 3)
    for pass_name, ending, arguments in (
        ("forward", "", {**_FORWARD, "bias=?": "b", **_LONGER}),
        ("backward_filter", "_backward_filter", {**_BACKWARD, "padding=?": "padding", **_LONGER}),
        ("backward_input", "_backward_input", {**_BACKWARD, "padding=?": "padding", **_LONGER}),
        ("backward_bias", "_backward_bias", {"out_grad": "out_grad"}),
    )
}


class Notebook(Dialect):
    """Where a convolution has padding, its gradients are asked about the padded input."""

    name = "notebook"
    about = "the six functions of the assignment that comes with cnncheck"
    signatures: ClassVar[Mapping[tuple[str, str], Signature]] = {
        ("zero_padding", "forward"): Signature("zero_padding", {"X": "X", "padding": "padding"}),
        ("conv2d", "forward"): Signature("convolution2D", _FORWARD),
        ("conv2d", "backward_filter"): Signature("convolution2D_backward_filter", _BACKWARD),
        ("conv2d", "backward_input"): Signature("convolution2D_backward_input", _BACKWARD),
        ("max_pool2d", "forward"): Signature("pool_forward", _POOL),
        ("max_pool2d", "backward"): Signature("pool_back", {"grad_pool": "out_grad", **_POOL}),
    }

    def signature(self, operator: str, pass_name: str) -> Signature:
        """Return how a function is written; one that the notebook lacks, as in `Layers`."""
        if (operator, pass_name) in self.signatures or operator in ASSIGNED:
            return super().signature(operator, pass_name)
        return _CONVOLVING.get((operator, pass_name)) or super().signature(operator, pass_name)

    def cannot(self, case: Case, pass_name: str) -> str:
        """Say what none of the functions takes, not even the one for another pass."""
        told = self._told(case.operator) if case.unusual else set()
        # Of an operator that is not the notebook's, what most layers have is told.
        others = (
            word_for(each)
            for each in case.unusual
            if (told and told.isdisjoint({each.name, each.array})) or (not told and each.rare)
        )
        if other := next(others, ""):
            return other
        options = case.options
        return next((_UNEVEN[name] for name in _UNEVEN if name in options), "")

    def _told(self, operator: str) -> set[str]:
        """Return what the functions of an operator's passes take, all of them together."""
        signatures = (its for (name, _), its in self.signatures.items() if name == operator)
        return {ours for its in signatures for ours in its.arguments.values()}

    def asked(self, problem: Problem) -> Problem:
        """Return a gradient's problem with X padded before."""
        return _padded_before(problem) if _is_untold(problem) else problem


class Layers(Notebook):
    """What the notebook's functions can be asked is asked as of them, the rest by keyword."""

    name = "layers"
    about = "the functions of cnncheck.layers"
    takes_one = True
    sided = True
    signatures: ClassVar[Mapping[tuple[str, str], Signature]] = {
        **Notebook.signatures,
        **_CONVOLVING,
        ("max_pool2d", "forward"): Signature("pool_forward", _POOL | _POOL_OPTIONS),
        ("max_pool2d", "backward"): Signature(
            "pool_back", {"grad_pool": "out_grad", **_POOL, **_POOL_OPTIONS, "ties=?": "ties"}
        ),
    }

    def cannot(self, case: Case, pass_name: str) -> str:
        """Say what a function does not take; the notebook's others do not matter."""
        if case.accumulate == "same" and case.dtype in INTEGERS:
            return f"sums in {case.dtype}"
        return Dialect.cannot(self, case, pass_name)

    def asked(self, problem: Problem) -> Problem:
        """Return the notebook's problem where that is one of its own."""
        if not _is_untold(problem) or NOTEBOOK.cannot(problem.case, problem.pass_name):
            return problem
        return _padded_before(problem)


def _is_untold(problem: Problem) -> bool:
    """Whether there is padding that the notebook's function is not told."""
    its = Notebook.signatures.get((problem.operator, problem.pass_name))
    if its is None or "padding" in its.arguments.values():
        return False
    return any(axis.before or axis.after for axis in problem.windows.axes)


def _padded_before(problem: Problem) -> Problem:
    X = zero_padded(problem.arrays["X"], problem.windows)
    none = (0,) * len(problem.case.padding)
    arguments = {**problem.arguments, "X": laid_out(X, problem.case.layout)}
    arguments |= {"padding": none, "padding_after": none}
    case = problem.case.but(input=X.shape, padding=none)
    return replace(problem, case=case, arguments=arguments)


ASSIGNED = frozenset(operator for operator, _ in Notebook.signatures)
"""The operators that the notebook has functions for."""

NOTEBOOK = Notebook()
LAYERS = Layers()
