"""PyTorch's average pooling; its gradient is autograd's own. Importing this module imports torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TOLD = ("window", "stride", "padding", "ceil_mode", "count_include_pad")


def _forward(a: dict[str, Any]) -> torch.Tensor:
    told: Any = [*(a[name] for name in _TOLD), a["divisor"] or None]
    return functional.avg_pool2d(a["X"], *told)


def _backward(a: dict[str, Any]) -> torch.Tensor:
    X = a["X"].requires_grad_()
    (gradient,) = torch.autograd.grad(_forward(a), X, a["out_grad"])
    return gradient


PASSES: Mapping[str, Callable[[dict[str, Any]], torch.Tensor]] = {
    "forward": _forward,
    "backward": _backward,
}
