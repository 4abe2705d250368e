"""PyTorch's max pooling; its gradient is autograd's own. Importing this module imports torch."""

from __future__ import annotations

from typing import Any

import torch
from torch.nn import functional

from cnncheck.operators.torch_sides import is_pooled, pad_of, passes_of, windows


def _forward(a: dict[str, Any]) -> torch.Tensor:
    X, padding = a["X"], a["padding"]
    if not is_pooled(a):
        X, padding = functional.pad(X, pad_of(a), value=-torch.inf), 0
    pool = getattr(functional, f"max_pool{X.dim() - 2}d")
    out: torch.Tensor = pool(X, a["window"], a["stride"], padding, a["dilation"], a["ceil_mode"])
    return out[windows(a, a["X"].shape[2:])]


PASSES = passes_of(_forward)
