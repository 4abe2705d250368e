"""What is timed of other libraries, each of which is imported in a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Arguments = dict[str, Any]


def with_torch() -> Mapping[str, Callable[[Arguments], Callable[[], Any]]]:
    """Return the passes."""
    import torch
    from torch.nn import functional

    def told(a: Arguments) -> dict[str, Any]:
        sides = zip(reversed(a["before"]), reversed(a["after"]), strict=True)
        pad = [amount for side in sides for amount in side]
        if a["mode"] in ("zeros", "constant"):
            return {"pad": pad, "value": a["value"]}
        return {"pad": pad, "mode": a["mode"]}

    def forward(a: Arguments) -> Callable[[], Any]:
        return lambda: functional.pad(a["X"], **told(a))

    def backward(a: Arguments) -> Callable[[], Any]:
        G = a["out_grad"]
        lengths = zip(G.shape[2:], a["before"], a["after"], strict=True)
        X = torch.zeros(*G.shape[:2], *(n - b - e for n, b, e in lengths), dtype=G.dtype)
        out = functional.pad(X.requires_grad_(), **told(a))
        return lambda: torch.autograd.grad(out, X, G, retain_graph=True)[0]

    return {"forward": forward, "backward": backward}
