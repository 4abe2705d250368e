"""PyTorch's max pooling; its gradient is autograd's own. Importing this module imports torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _forward(a: dict[str, Any]) -> torch.Tensor:
    told = (a[name] for name in ("window", "stride", "padding", "dilation", "ceil_mode"))
    pool = getattr(functional, f"max_pool{a['X'].dim() - 2}d")
    out: torch.Tensor = pool(a["X"], *told)
    return out


def _backward(a: dict[str, Any]) -> torch.Tensor:
    X = a["X"].requires_grad_()
    out = _forward(a)
    # A smaller gradient belongs to the leading windows; the others carry none.
    grad = torch.zeros_like(out)
    grad[tuple(map(slice, a["out_grad"].shape))] = a["out_grad"]
    (gradient,) = torch.autograd.grad(out, X, grad)
    return gradient


PASSES: Mapping[str, Callable[[dict[str, Any]], torch.Tensor]] = {
    "forward": _forward,
    "backward": _backward,
}
