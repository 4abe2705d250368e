"""PyTorch's adaptive pooling; its gradient is autograd's own. Importing this module imports torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _forward(a: dict[str, Any]) -> torch.Tensor:
    pool = getattr(functional, f"adaptive_avg_pool{a['X'].dim() - 2}d")
    out: torch.Tensor = pool(a["X"], a["output_size"])
    return out


def _backward(a: dict[str, Any]) -> torch.Tensor:
    X = a["X"].requires_grad_()
    (gradient,) = torch.autograd.grad(_forward(a), X, a["out_grad"])
    return gradient


PASSES: Mapping[str, Callable[[dict[str, Any]], torch.Tensor]] = {
    "forward": _forward,
    "backward": _backward,
}
