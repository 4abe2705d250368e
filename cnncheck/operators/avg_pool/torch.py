"""PyTorch's average pooling; its gradient is autograd's own. Importing this module imports torch."""

from __future__ import annotations

from typing import Any

import torch
from torch.nn import functional

from cnncheck.operators.torch_sides import is_pooled, pad_of, passes_of, windows

_TOLD = ("window", "stride", "padding", "ceil_mode", "count_include_pad")


def _forward(a: dict[str, Any]) -> torch.Tensor:
    if is_pooled(a):
        return _pooled(a["X"], [a[name] for name in _TOLD], a["divisor"])
    out = _sums(a["X"], a)
    if a["divisor"]:
        return out / a["divisor"]
    ones = torch.ones_like(a["X"])
    if a["count_include_pad"]:
        return out / _sums(functional.pad(ones, pad_of(a), value=1.0), a, around=False)
    return out / _sums(ones, a)


def _sums(X: torch.Tensor, a: dict[str, Any], *, around: bool = True) -> torch.Tensor:
    """Add up each window of images with zeros around, or of those that have something around."""
    there = windows(a, a["X"].shape[2:])
    X = functional.pad(X, pad_of(a)) if around else X
    none = [0] * (X.dim() - 2)
    return _pooled(X, [a["window"], a["stride"], none, a["ceil_mode"], True], 1)[there]


def _pooled(X: torch.Tensor, told: Any, divisor: int) -> torch.Tensor:
    rank = X.dim() - 2
    if rank == 1:  # which has no divisor
        return _forward_of_rows(X, told, divisor)
    pool: Any = functional.avg_pool2d if rank == 2 else functional.avg_pool3d
    out: torch.Tensor = pool(X, *told, divisor or None)
    return out


def _forward_of_rows(X: torch.Tensor, told: Any, divisor: int) -> torch.Tensor:
    if not divisor:
        return functional.avg_pool1d(X, *told)
    (k,), (s,), (p,), *rest = told
    told = ((1, k), (1, s), (0, p), *rest, divisor)
    return functional.avg_pool2d(X.unsqueeze(2), *told).squeeze(2)


PASSES = passes_of(_forward)
