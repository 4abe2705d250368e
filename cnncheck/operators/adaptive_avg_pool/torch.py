"""PyTorch's adaptive pooling; its gradient is autograd's own. Importing this module imports torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch.nn import functional

from cnncheck.operators.torch_sides import passes_of

if TYPE_CHECKING:
    import torch


def _forward(a: dict[str, Any]) -> torch.Tensor:
    pool = getattr(functional, f"adaptive_avg_pool{a['X'].dim() - 2}d")
    out: torch.Tensor = pool(a["X"], a["output_size"])
    return out


PASSES = passes_of(_forward)
