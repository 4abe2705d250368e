"""PyTorch's convolution; its gradients are autograd's own. Importing this module imports torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional

from cnncheck.operators.torch_sides import is_even, pad_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_OF_RANK = {1: functional.conv1d, 2: functional.conv2d, 3: functional.conv3d}


def _forward(a: dict[str, Any]) -> torch.Tensor:
    X, padding = a["X"], a["padding"]
    if not is_even(a):
        X, padding = functional.pad(X, pad_of(a)), 0
    told = (a["stride"], padding, a["dilation"], a["groups"])
    return _OF_RANK[X.dim() - 2](X, a["W"], a.get("b"), *told)


def _gradient(a: dict[str, Any], wanted: str) -> torch.Tensor:
    a[wanted].requires_grad_()
    (gradient,) = torch.autograd.grad(_forward(a), a[wanted], a["out_grad"])
    return gradient


PASSES: Mapping[str, Callable[[dict[str, Any]], torch.Tensor]] = {
    "forward": _forward,
    "backward_filter": lambda a: _gradient(a, "W"),
    "backward_input": lambda a: _gradient(a, "X"),
    "backward_bias": lambda a: _gradient({"b": a["W"].new_zeros(len(a["W"])), **a}, "b"),
}
