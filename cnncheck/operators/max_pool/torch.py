"""PyTorch's max pooling; its gradient is autograd's own. Importing this module imports torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional

from cnncheck.operators.torch_sides import is_pooled, pad_of, windows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _forward(a: dict[str, Any]) -> torch.Tensor:
    X, padding = a["X"], a["padding"]
    if not is_pooled(a):
        X, padding = functional.pad(X, pad_of(a), value=-torch.inf), 0
    pool = getattr(functional, f"max_pool{X.dim() - 2}d")
    out: torch.Tensor = pool(X, a["window"], a["stride"], padding, a["dilation"], a["ceil_mode"])
    return out[windows(a, a["X"].shape[2:])]


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
