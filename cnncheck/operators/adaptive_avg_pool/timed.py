"""What is timed of other libraries, each of which is imported in a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Arguments = dict[str, Any]


def with_torch() -> Mapping[str, Callable[[Arguments], Callable[[], Any]]]:
    """Return the forward pass without autograd, and the gradient alone."""
    import torch
    from torch.nn import functional

    def forward(a: Arguments) -> Callable[[], Any]:
        pool = getattr(functional, f"adaptive_avg_pool{a['X'].dim() - 2}d")

        def call() -> Any:
            with torch.no_grad():
                return pool(a["X"], a["output_size"])

        return call

    def backward(a: Arguments) -> Callable[[], Any]:
        back, G, X = torch.ops.aten, a["out_grad"], a["X"]
        if X.dim() == 3:
            G, X = G.unsqueeze(2), X.unsqueeze(2)
            return lambda: back._adaptive_avg_pool2d_backward(G, X).squeeze(2)
        if X.dim() == 4:
            return lambda: back._adaptive_avg_pool2d_backward(G, X)
        return lambda: back._adaptive_avg_pool3d_backward(G, X)

    return {"forward": forward, "backward": backward}
