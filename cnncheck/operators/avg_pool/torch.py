"""PyTorch's average pooling; its gradient is autograd's own. Importing this module imports torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TOLD = ("window", "stride", "padding", "ceil_mode", "count_include_pad")


def _forward(a: dict[str, Any]) -> torch.Tensor:
    told: Any = [a[name] for name in _TOLD]
    X, rank = a["X"], a["X"].dim() - 2
    if rank == 1:  # which has no divisor
        return _forward_of_rows(X, told, a["divisor"])
    pool: Any = functional.avg_pool2d if rank == 2 else functional.avg_pool3d
    out: torch.Tensor = pool(X, *told, a["divisor"] or None)
    return out


def _forward_of_rows(X: torch.Tensor, told: Any, divisor: int) -> torch.Tensor:
    if not divisor:
        return functional.avg_pool1d(X, *told)
    (k,), (s,), (p,), *rest = told
    told = ((1, k), (1, s), (0, p), *rest, divisor)
    return functional.avg_pool2d(X.unsqueeze(2), *told).squeeze(2)


def _backward(a: dict[str, Any]) -> torch.Tensor:
    X = a["X"].requires_grad_()
    (gradient,) = torch.autograd.grad(_forward(a), X, a["out_grad"])
    return gradient


PASSES: Mapping[str, Callable[[dict[str, Any]], torch.Tensor]] = {
    "forward": _forward,
    "backward": _backward,
}
