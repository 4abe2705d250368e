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
        def call() -> Any:
            with torch.no_grad():
                return functional.avg_pool2d(a["X"], a["window"], a["stride"], a["padding"])

        return call

    def backward(a: Arguments) -> Callable[[], Any]:
        told = ([a["window"]] * 2, list(a["stride"]), list(a["padding"]), False, True, None)
        return lambda: torch.ops.aten.avg_pool2d_backward(a["out_grad"], a["X"], *told)

    return {"forward": forward, "backward": backward}


def with_jax() -> Mapping[str, Callable[[Arguments], Any]]:
    """Return the passes; the gradient is JAX's own, of a function that is linear in X."""
    import jax
    from jax import lax

    def pool(X: Any, a: Arguments) -> Any:
        f, (ph, pw) = a["window"], a["padding"]
        zeros = ((0, 0), (0, 0), (ph, ph), (pw, pw))
        added = lax.reduce_window(X, 0.0, lax.add, (1, 1, f, f), (1, 1, *a["stride"]), zeros)
        return added / (f * f)

    def backward(a: Arguments) -> Any:
        return jax.linear_transpose(lambda X: pool(X, a), a["X"])(a["out_grad"])[0]

    return {"forward": lambda a: pool(a["X"], a), "backward": backward}


def with_onnx() -> Mapping[str, Callable[[Arguments], Any]]:
    """Return the node of a pass, and its inputs."""
    from onnx import helper

    def forward(a: Arguments) -> Any:
        told = {
            "kernel_shape": [a["window"]] * 2,
            "strides": list(a["stride"]),
            "pads": [*a["padding"], *a["padding"]],
            "count_include_pad": 1,
        }
        return helper.make_node("AveragePool", ["X"], ["out"], **told), {"X": a["X"]}

    return {"forward": forward}
