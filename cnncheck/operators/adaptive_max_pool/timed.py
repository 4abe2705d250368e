"""What is timed of other libraries, each of which is imported in a process of its own.

A gradient is timed with the forward pass before it: functions that are asked for it are not told
where the maxima are either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Arguments = dict[str, Any]


def with_torch() -> Mapping[str, Callable[[Arguments], Callable[[], Any]]]:
    """Return the forward pass without autograd, and the gradient by it."""
    import torch
    from torch.nn import functional

    def pooled(X: Any, a: Arguments) -> Any:
        return getattr(functional, f"adaptive_max_pool{X.dim() - 2}d")(X, a["output_size"])

    def forward(a: Arguments) -> Callable[[], Any]:
        def call() -> Any:
            with torch.no_grad():
                return pooled(a["X"], a)

        return call

    def backward(a: Arguments) -> Callable[[], Any]:
        X = a["X"].requires_grad_()
        return lambda: torch.autograd.grad(pooled(X, a), X, a["out_grad"])[0]

    return {"forward": forward, "backward": backward}
