"""PyTorch's padding; its gradient is autograd's own. Importing this module imports torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _padded(X: torch.Tensor, a: dict[str, Any]) -> torch.Tensor:
    sides = zip(reversed(a["before"]), reversed(a["after"]), strict=True)
    pad = [amount for side in sides for amount in side]
    if a["mode"] in ("zeros", "constant"):
        return functional.pad(X, pad, value=a["value"])
    return functional.pad(X, pad, a["mode"])


def _forward(a: dict[str, Any]) -> torch.Tensor:
    return _padded(a["X"], a)


def _backward(a: dict[str, Any]) -> torch.Tensor:
    G = a["out_grad"]
    told = zip(G.shape[2:], a["before"], a["after"], strict=True)
    image = (length - before - after for length, before, after in told)
    X = torch.zeros(*G.shape[:2], *image, dtype=G.dtype, requires_grad=True)
    (gradient,) = torch.autograd.grad(_padded(X, a), X, G)
    return gradient


PASSES: Mapping[str, Callable[[dict[str, Any]], torch.Tensor]] = {
    "forward": _forward,
    "backward": _backward,
}
