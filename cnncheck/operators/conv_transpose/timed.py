"""What is timed of PyTorch, which is imported in a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Arguments = dict[str, Any]


def with_torch() -> Mapping[str, Callable[[Arguments], Callable[[], Any]]]:
    """Return the forward pass without autograd, and the gradients one at a time."""
    import torch

    def forward(a: Arguments) -> Callable[[], Any]:
        told = _told(a)

        def call() -> Any:
            with torch.no_grad():
                return torch.ops.aten.convolution(a["X"], a["W"], a.get("b"), *told)

        return call

    def gradient(a: Arguments, which: int) -> Callable[[], Any]:
        wanted = [which == 0, which == 1, which == 2]
        filters = [a["W"].shape[1] * a["groups"]]
        arguments = (a["out_grad"], a["X"], a["W"], filters, *_told(a), wanted)
        return lambda: torch.ops.aten.convolution_backward(*arguments)[which]

    return {
        "forward": forward,
        "backward_filter": lambda a: gradient(a, 1),
        "backward_input": lambda a: gradient(a, 0),
        "backward_bias": lambda a: gradient(a, 2),
    }


def _told(a: Arguments) -> tuple[Any, ...]:
    lists = [list(a[name]) for name in ("stride", "padding", "dilation")]
    return (*lists, True, list(a["output_padding"]), a["groups"])
