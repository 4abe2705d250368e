"""PyTorch's transposed convolution; its gradients are autograd's own. Importing this imports torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional

from cnncheck.operators.torch_sides import is_even, pad_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_OF_RANK = {
    1: functional.conv_transpose1d,
    2: functional.conv_transpose2d,
    3: functional.conv_transpose3d,
}


def _forward(a: dict[str, Any]) -> torch.Tensor:
    even = is_even(a)
    told = (
        a["stride"],
        a["padding"] if even else 0,
        a["output_padding"],
        a["groups"],
        a["dilation"],
    )
    out = _OF_RANK[a["X"].dim() - 2](a["X"], a["W"], a.get("b"), *told)
    return out if even else functional.pad(out, [-amount for amount in pad_of(a)])


def _gradient(a: dict[str, Any], wanted: str) -> torch.Tensor:
    a[wanted].requires_grad_()
    (gradient,) = torch.autograd.grad(_forward(a), a[wanted], a["out_grad"])
    return gradient


def _bias(a: dict[str, Any]) -> torch.Tensor:
    return _gradient({"b": a["W"].new_zeros(a["W"].shape[1] * a["groups"]), **a}, "b")


PASSES: Mapping[str, Callable[[dict[str, Any]], torch.Tensor]] = {
    "forward": _forward,
    "backward_filter": lambda a: _gradient(a, "W"),
    "backward_input": lambda a: _gradient(a, "X"),
    "backward_bias": _bias,
}
